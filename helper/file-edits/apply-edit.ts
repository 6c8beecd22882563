import { chooseLines, oneOrAll, toNumber } from './choose.js';
import { commentOut, commentsOf, uncommented } from './comments.js';
import { EditRefused, type Changed, type Edit, type Edited } from './edit.js';
import { endAround, insertAt, joinLines, linesOf, splitLines, type Line } from './lines.js';
import { setSetting } from './set-setting.js';

/** the content after an edit; all that it does not name stays byte by byte. throws `EditRefused` where it does not fit */
export function applyEdit(content: Buffer, edit: Edit): Edited {
  if (content.includes(0)) throw new EditRefused('the file is not text: it holds zero bytes');
  const { mark, lines } = splitLines(content);
  const changed = change(lines, edit);
  const touched = changed.touched.map(toNumber);
  return { content: joinLines({ mark, lines: changed.lines }), touched };
}

function change(lines: readonly Line[], edit: Edit): Changed {
  switch (edit.change) {
    case 'set':
      return setSetting(lines, edit);
    case 'replace':
      return replaceText(lines, edit);
    case 'comment':
    case 'uncomment':
      return toggle(lines, edit);
    case 'replace_line':
    case 'insert_before':
    case 'insert_after':
    case 'delete':
      return changeLines(lines, chooseLines(lines, edit), edit);
  }
}

// from the end on, so that the earlier indexes stay
function changeLines(lines: readonly Line[], touched: readonly number[], { change: how, text }: Edit): Changed {
  const after = touched.toReversed().reduce<readonly Line[]>((now, index) => {
    if (how === 'insert_before') return insertAt(now, index, text);
    if (how === 'insert_after') return insertAt(now, index + 1, text);
    return now.toSpliced(index, 1, ...(how === 'delete' ? [] : inPlaceOf(now, index, text)));
  }, lines);
  return { lines: after, touched };
}

function inPlaceOf(lines: readonly Line[], index: number, text: string): Line[] {
  const old = lines[index]?.end ?? '';
  const fresh = linesOf(text, old === '' ? endAround(lines, index) : old);
  return fresh.map((line, at) => (at === fresh.length - 1 ? { ...line, end: old } : line));
}

function replaceText(lines: readonly Line[], edit: Edit): Changed {
  const { match, text, all, at } = edit;
  const touched = chooseLines(lines, edit);
  const [first = 0] = touched;
  const count = at === 'anywhere' ? (lines[first]?.text.split(match).length ?? 1) - 1 : 1;
  if (count > 1 && !all) {
    throw new EditRefused(
      `the text stands ${count} times in line ${toNumber(first)}: ask for all, or name more of it`,
      [toNumber(first)],
    );
  }
  const after = lines.map((line, index) =>
    touched.includes(index) ? { ...line, text: replaceIn(line.text, { match, text, at }) } : line,
  );
  return { lines: after, touched: match === text ? [] : touched };
}

function replaceIn(line: string, { match, text, at }: Pick<Edit, 'match' | 'text' | 'at'>): string {
  if (at === 'start') return text + line.slice(match.length);
  if (at === 'end') return line.slice(0, line.length - match.length) + text;
  return at === 'whole' ? text : line.replaceAll(match, () => text);
}

// a line that is as it is to be is none of the candidates
function toggle(lines: readonly Line[], edit: Edit): Changed {
  const { change: how, path } = edit;
  const comments = commentsOf(path);
  const readings = (text: string) => [text, uncommented(text, comments) ?? text];
  const chosen = chooseLines(lines, { ...edit, all: true }, readings);
  const open = chosen.filter(index => {
    const text = lines[index]?.text ?? '';
    return text.trim() !== '' && (uncommented(text, comments) === undefined) === (how === 'comment');
  });
  const touched = oneOrAll(open, edit);
  const after = lines.map((line, index) => {
    if (!touched.includes(index)) return line;
    return how === 'comment' ? commentOut(line, comments) : { ...line, text: uncommented(line.text, comments) ?? '' };
  });
  return { lines: after, touched };
}
