import { refusal } from '../errno.js';
import { readAttributes, type Attribute } from '../calls/list-attributes.js';
import type { RehearsalChange } from './protocol.js';

const CAPABILITY = 'security.capability';
const ACCESS_LIST = 'system.posix_acl_access';
/** bytes of an access list before its entries, and of an entry: tag, permissions, id */
const HEADER = 4;
const ENTRY = 8;
/** owner, mask and others: their permissions are those of the mode */
const OF_MODE = new Set([0x01, 0x10, 0x20]);

export interface Compared {
  readonly changes: readonly RehearsalChange[];
  /** paths that were touched and are as they were, but for what no state holds */
  readonly same: readonly string[];
}

/**
 * refuses what would lose access lists, capabilities or other attributes, now or when it is taken back, and what sets them: a
 * change set holds none. what is replaced or changed in place keeps its own, but for capabilities, which the kernel takes away
 */
export function refuseAttributes({ changes, same }: Compared, inCopy: (path: string) => string): void {
  const paths = [...changes.map(({ path }) => path), ...same];
  const before = readAttributes(paths);
  const after = readAttributes(paths.map(inCopy));
  for (const [index, path] of paths.entries()) {
    const name = findLost(changes[index], before[index] ?? [], after[index] ?? []);
    if (name === undefined) continue;
    const what = `${path} has an attribute (${name.slice(0, 60)})`;
    throw refusal('unfit', `${what} that could not be kept or put back, so none of it is done`);
  }
}

function findLost(
  change: RehearsalChange | undefined,
  before: readonly Attribute[],
  after: readonly Attribute[],
): string | undefined {
  const stays = !change || (change.before !== null && change.before.kind === change.after?.kind);
  if (!stays) return [...before, ...after][0]?.name;
  const had = new Set(before.map(spell));
  const has = new Set(after.map(spell));
  const gained = after.find(each => !had.has(spell(each)));
  // the copy's own layer may be of memory that holds no attribute but access lists and capabilities
  const lost = before.find(each => !has.has(spell(each)) && !each.name.startsWith('user.'));
  const taken = change && before.find(({ name }) => name === CAPABILITY);
  return (gained ?? lost ?? taken)?.name;
}

// a change of mode is no change of the access list beside it
function spell({ name, value }: Attribute): string {
  if (name !== ACCESS_LIST) return `${name}=${value}`;
  const list = Buffer.from(value, 'hex');
  for (let at = HEADER; at + ENTRY <= list.length; at += ENTRY) {
    if (OF_MODE.has(list.readUInt16LE(at))) list.writeUInt16LE(0, at + 2);
  }
  return `${name}=${list.toString('hex')}`;
}
