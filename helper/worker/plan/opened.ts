import type { RehearsalChange } from '../rehearsal/protocol.js';
import { at } from './tree.js';

const SEARCH = 0o001n;
/** read or run by others: a directory that is moved is reached by its search bit */
const FOR_OTHERS = 0o005;

/** true where a copy or a move takes something out of directories that only some may enter, to where all may look at it */
export function isOpened(path: string, to: string, changes: readonly RehearsalChange[]): boolean {
  const isForOthers = changes.some(({ after }) => after !== null && (after.mode & FOR_OTHERS) !== 0);
  return isForOthers && !isReached(path) && isReached(to);
}

function isReached(path: string): boolean {
  return at(path, ({ directories }) => directories.every(({ mode }) => (mode & SEARCH) !== 0n));
}
