import { EditRefused, type Edit } from './edit.js';
import type { Line } from './lines.js';

const TESTS: Readonly<Record<Edit['at'], (text: string, match: string) => boolean>> = {
  anywhere: (text, match) => text.includes(match),
  start: (text, match) => text.startsWith(match),
  end: (text, match) => text.endsWith(match),
  whole: (text, match) => text === match,
};

/** indexes of the lines that an edit means; one unless it is for all of them. `readings` are the texts that a line has */
export function chooseLines(
  lines: readonly Line[],
  edit: Edit,
  readings: (text: string) => readonly string[] = text => [text],
): number[] {
  const { match, at, line } = edit;
  if (line > lines.length) throw new EditRefused(`the file has ${lines.length} lines and no line ${line}`);
  const fits = (text: string) => match === '' || readings(text).some(each => TESTS[at](each, match));
  const found = lines.flatMap(({ text }, index) => (fits(text) ? [index] : []));
  const meant = line > 0 ? found.filter(index => index === line - 1) : found;
  if (meant.length > 0) return oneOrAll(meant, edit);
  if (line > 0) throw new EditRefused(`line ${line} does not have that text`, found.map(toNumber));
  throw new EditRefused('no line has that text');
}

/** throws with the candidates where several are found and one was meant */
export function oneOrAll(indexes: readonly number[], { all }: Pick<Edit, 'all'>): number[] {
  if (indexes.length <= 1 || all) return [...indexes];
  throw new EditRefused(
    `${indexes.length} lines match where one was meant: give the number of the line, or ask for all of them`,
    indexes.map(toNumber),
  );
}

export function toNumber(index: number): number {
  return index + 1;
}
