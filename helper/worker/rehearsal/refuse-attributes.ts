import { refusal } from '../errno.js';
import { listAttributes } from '../calls/list-attributes.js';
import type { RehearsalChange } from './protocol.js';

const CAPABILITY = 'security.capability';

/**
 * refuses what would lose access lists, capabilities or other attributes, now or when it is taken back: a change set
 * holds none. what is replaced or changed in place keeps its own, but for capabilities, which the kernel takes away
 */
export function refuseAttributes(changes: readonly RehearsalChange[], inCopy: (path: string) => string): void {
  const before = listAttributes(changes.map(({ path }) => path));
  const after = listAttributes(changes.map(({ path }) => inCopy(path)));
  for (const [index, change] of changes.entries()) {
    const lost = lostOf(change, before[index] ?? [], after[index] ?? []);
    if (lost !== undefined) {
      const what = `${change.path} has an attribute (${lost.slice(0, 60)})`;
      throw refusal('unfit', `${what} that could not be kept or put back, so none of it is done`);
    }
  }
}

function lostOf(change: RehearsalChange, before: readonly string[], after: readonly string[]): string | undefined {
  const stays = change.before !== null && change.before.kind === change.after?.kind;
  const kept = stays ? before.filter(name => name !== CAPABILITY) : [];
  return [...before, ...after].find(name => !kept.includes(name));
}
