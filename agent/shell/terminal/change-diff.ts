import { createTwoFilesPatch } from 'diff';
import { display, displayText } from '../../../interfaces/display.js';
import type { ChangedPath } from '../../operator-client/rehearsals.js';
import { givesPower, isLockOrCopy, type ChangeView } from './change-set.js';
import type { Paint } from './screen.js';

const MOST_FILES = 8;
const MOST_LINES = 40;
// the work grows with the square of them
const MAX_EDITS = 500;
const TIMEOUT_MS = 100;

/** unified diff of one change; empty where there is no text to compare, or too much of it */
export function diffOf({ path, before, text }: ChangedPath, old: ReadonlyMap<string, string>): string {
  const was = before === undefined ? '' : old.get(path);
  if (text === undefined || was === undefined || was === text) return '';
  const bounds = { maxEditLength: MAX_EDITS, timeout: TIMEOUT_MS };
  return createTwoFilesPatch(path, path, was, text, undefined, undefined, bounds) ?? '';
}

/** diffs of the text files of a change set, those that give power first, each of them and all of them bounded */
export function renderDiffs(changes: readonly ChangedPath[], { old }: ChangeView, paint: Paint): string[] {
  const texts = changes.filter(each => each.text !== undefined && !isLockOrCopy(each, changes));
  const ordered = [...texts.filter(givesPower), ...texts.filter(each => !givesPower(each))];
  const shown = ordered.slice(0, MOST_FILES).flatMap(each => renderOne(each, old, paint));
  const more = ordered.length - MOST_FILES;
  return more > 0 ? [...shown, `  and ${more} text ${more === 1 ? 'file' : 'files'} more (--json has all)`] : shown;
}

function renderOne(change: ChangedPath, old: ReadonlyMap<string, string>, paint: Paint): string[] {
  const head = paint.bold(`  ${display(change.path)}`);
  const lines = diffOf(change, old)
    .replace(/^Index: .*\n=+\n/, '')
    .replace(/^---.*\n\+\+\+.*\n/, '')
    .replace(/\n$/, '')
    .split('\n');
  if (lines.join('') === '') return [head, `    ${whyNone(change, old)}`];
  const cut = lines.length - MOST_LINES;
  const painted = lines.slice(0, MOST_LINES).map(line => `    ${paintLine(line, paint)}`);
  return [head, ...painted, ...(cut > 0 ? [`    … and ${cut} lines more (--json has all)`] : [])];
}

function whyNone({ path, before }: ChangedPath, old: ReadonlyMap<string, string>): string {
  const unread = before !== undefined && !old.has(path);
  return unread
    ? 'what is there now is no short text, or you may not read it'
    : 'too different to compare line by line';
}

function paintLine(line: string, paint: Paint): string {
  const text = displayText(line);
  if (line.startsWith('@@')) return paint.dim(text);
  return line.startsWith('+') ? paint.green(text) : line.startsWith('-') ? paint.red(text) : text;
}
