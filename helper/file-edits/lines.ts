/** a line as bytes, each a character of latin-1: what is no utf-8 comes out as it went in */
export interface Line {
  readonly text: string;
  /** line feed, with what stands before it; empty behind a last line that has none */
  readonly end: string;
}

export interface Lines {
  /** byte-order mark */
  readonly mark: string;
  readonly lines: readonly Line[];
}

const MARK = '\u00ef\u00bb\u00bf';

/** the bytes of a text as it stands in a file, each a character */
export function toBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** the text again; bytes that are none are shown as such */
export function fromBytes(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

export function splitLines(content: Buffer): Lines {
  const whole = content.toString('latin1');
  const mark = whole.startsWith(MARK) ? MARK : '';
  const pieces = whole.slice(mark.length).split('\n');
  const last = pieces.pop() ?? '';
  const lines = pieces.map(piece =>
    piece.endsWith('\r') ? { text: piece.slice(0, -1), end: '\r\n' } : { text: piece, end: '\n' },
  );
  return { mark, lines: last === '' ? lines : [...lines, { text: last, end: '' }] };
}

export function joinLines({ mark, lines }: Lines): Buffer {
  return Buffer.from(mark + lines.map(({ text, end }) => text + end).join(''), 'latin1');
}

/** lines of a text that is put in at an index, ending as those around it do; the file keeps a last line without an end */
export function insertAt(lines: readonly Line[], index: number, text: string): Line[] {
  const end = endAround(lines, index);
  const fresh = linesOf(text, end);
  const [before, after] = [lines.slice(0, index), lines.slice(index)];
  const last = before.at(-1);
  if (last === undefined || last.end !== '') return [...before, ...fresh, ...after];
  const open = fresh.map((each, at) => (at === fresh.length - 1 ? { ...each, end: '' } : each));
  return [...before.slice(0, -1), { ...last, end }, ...open];
}

/** the lines of a text, with or without an end of its last one */
export function linesOf(text: string, end: string): Line[] {
  const whole = text.replace(/\r?\n$/, '');
  return whole.split(/\r?\n/).map(each => ({ text: each, end }));
}

export function endAround(lines: readonly Line[], index: number): string {
  const near = [lines[index - 1], lines[index], ...lines.slice(0, index).toReversed()];
  return near.find(line => line !== undefined && line.end !== '')?.end ?? '\n';
}
