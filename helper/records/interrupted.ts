import type { Fields } from './chain-entry.js';
import type { BoundedLogs } from './bounded-log.js';

/** a call that nobody wrote an end of */
export interface UnfinishedCall {
  readonly record: string;
  readonly uid: number;
  /** fields that were recorded when the call was made */
  readonly fields: Fields;
}

/** gives each call of the rings that an earlier process left without an end one, and names it */
export async function closeRings(
  rings: BoundedLogs,
  isOther: (call: UnfinishedCall) => boolean,
  now: Date,
): Promise<UnfinishedCall[]> {
  const found: UnfinishedCall[] = [];
  for (const uid of await rings.uids()) {
    const open = unclosedOf(await rings.read(uid), uid).filter(call => !isOther(call));
    for (const call of open) {
      const { record, fields } = call;
      const common = { at: now.toISOString(), record, action: fields['action'] };
      await rings.append(uid, { ...common, kind: 'closed', outcome: 'interrupted' });
    }
    found.push(...open);
  }
  return found;
}

function unclosedOf(lines: readonly Fields[], uid: number): UnfinishedCall[] {
  const open = new Map<string, UnfinishedCall>();
  for (const fields of lines) {
    const record = String(fields['record']);
    if (fields['kind'] === 'asked') open.set(record, { record, uid, fields });
    else open.delete(record);
  }
  return Array.from(open.values());
}
