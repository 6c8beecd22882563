import type { RehearsalChange } from '../worker/rehearsal/protocol.js';

const OTHERS = 0o066;
const RUNS = 0o111;

/** true where something that was there is replaced or taken away, and kept only to take it back */
export function losesContent(changes: readonly RehearsalChange[]): boolean {
  return changes.some(({ change }) => change === 'replaced' || change === 'deleted' || change === 'erased');
}

/** true where something that may be run unasked appears: below a dot-name of a home, or executable */
export function isStartup(changes: readonly RehearsalChange[]): boolean {
  return changes.some(({ path, to = path, before, after, change }) => {
    if (after === null) return false;
    const isHidden = to.split('/').some(name => name.startsWith('.'));
    const fresh = before?.kind === 'file' && change !== 'moved' ? before.mode : 0;
    const runs = after.kind === 'file' && change !== 'moved' && (after.mode & RUNS & ~fresh) !== 0;
    return isHidden || runs;
  });
}

/** true where group or others may read or write what they could not before, or it has another group */
export function isOpened(changes: readonly RehearsalChange[]): boolean {
  return changes.some(({ before, after }) => {
    if (!before || !after) return false;
    return before.gid !== after.gid || (after.mode & ~before.mode & OTHERS) !== 0;
  });
}
