import { display } from '../../../interfaces/display.js';
import type { ChangedPath } from '../../operator-client/rehearsals.js';
import { renderTree, signOf } from './change-tree.js';
import { changeWords, type Names } from './change-words.js';

/** most lines of changes that give no power */
const MOST_LINES = 40;

/** facts of this machine beside a change set */
export interface ChangeView {
  readonly names: Names;
  /** uid that the script ran as */
  readonly runsAs: number;
  /** text of what is there now, by path, as far as the person may read it */
  readonly old: ReadonlyMap<string, string>;
}

/**
 * lines of a change set: first what cannot be taken back, then what gives power, one by one; the rest is a tree in which
 * many of one kind are folded
 */
export function renderChanges(changes: readonly ChangedPath[], { names, runsAs }: ChangeView): string[] {
  const words = (change: ChangedPath): string => changeWords(change, names, runsAs);
  const line = (change: ChangedPath): string => `  ${signOf(change.change)} ${display(change.path)}  ${words(change)}`;
  const lost = changes.filter(each => each.change === 'erased');
  const first = changes.filter(each => !lost.includes(each) && givesPower(each));
  const rest = changes.filter(each => !lost.includes(each) && !givesPower(each));
  const copies = rest.filter(each => isLockOrCopy(each, changes));
  const tree = renderTree(
    rest.filter(each => !copies.includes(each)),
    words,
  );
  const more = tree.length - MOST_LINES;
  return [
    ...lost.map(each => `${line(each)}  (cannot be undone)`),
    ...first.map(each => line(each) + (each.code ? '  (the system runs code from here)' : '')),
    ...tree.slice(0, MOST_LINES),
    ...(more > 0 ? [`  and ${more} lines more (--json has all)`] : []),
    ...(copies.length > 0 ? [`  ${copies.length} empty lock files and copies of old files (--json lists them)`] : []),
  ];
}

/** the system runs code from there, everybody may write to it, or it runs as its owner */
export function givesPower({ code, after }: ChangedPath): boolean {
  if (code) return true;
  return after !== undefined && after.kind !== 'symlink' && (Number.parseInt(after.mode, 8) & 0o6002) !== 0;
}

/** an empty lock, or `file-` with the bytes that `file` had before, as passwd and its like keep them */
export function isLockOrCopy({ path, after }: ChangedPath, changes: readonly ChangedPath[]): boolean {
  if (after?.kind !== 'file') return false;
  if (path.endsWith('.lock')) return after.size === 0;
  if (!path.endsWith('-')) return false;
  const before = changes.find(other => other.path === path.slice(0, -1))?.before;
  return before?.kind === 'file' && before.sha256 === after.sha256;
}
