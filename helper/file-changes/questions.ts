import type { RehearsalChange } from '../worker/rehearsal/protocol.js';

const OTHERS = 0o066;
const RUNS = 0o111;

/** true where something that was there is replaced or taken away, and kept only to take it back */
export function losesContent(changes: readonly RehearsalChange[]): boolean {
  return changes.some(({ change }) => change === 'replaced' || change === 'deleted' || change === 'erased');
}

/** true where something that may be run unasked appears: below a dot-name of a home, executable, or found by its name alone */
export function isStartup(changes: readonly RehearsalChange[]): boolean {
  return changes.some(each => {
    const { path, to = path, before, after, change } = each;
    if (after === null) return false;
    const isInPlace = change !== 'moved' && before !== null && before.sha256 === after.sha256;
    if (isInPlace && after.kind === 'file') return isExecutable(each) && isFound(path);
    if (change === 'moved') return isFound(to) && (after.kind !== 'file' || (after.mode & RUNS) !== 0 || isHidden(to));
    return isHidden(to) || isExecutable(each) || (after.kind === 'symlink' && isFound(to));
  });
}

function isExecutable({ before, after }: RehearsalChange): boolean {
  const fresh = before?.kind === 'file' ? before.mode : 0;
  return after?.kind === 'file' && (after.mode & RUNS & ~fresh) !== 0;
}

function isHidden(path: string): boolean {
  return path.split('/').some(name => name.startsWith('.'));
}

// shells look into directories of this name of a home for what is typed
function isFound(path: string): boolean {
  return isHidden(path) || /\/s?bin(\/|$)/.test(path);
}

/** true where group or others may read or write what they could not before, or it has another group */
export function isOpened(changes: readonly RehearsalChange[]): boolean {
  return changes.some(({ before, after }) => {
    if (!before || !after) return false;
    return before.gid !== after.gid || (after.mode & ~before.mode & OTHERS) !== 0;
  });
}
