import * as z from 'zod';
import type { SaveRequest } from './undo-store.js';
import { RECORD_ID } from '../../interfaces/record-id.js';

/** one entry on disk, in a file beside its bytes */
export const entrySchema = z.strictObject({
  record: z.string().regex(RECORD_ID),
  uid: z.uint32(),
  state: z.enum(['open', 'ready', 'done']),
  undoes: z.string().optional(),
  action: z.string(),
  params: z.record(z.string(), z.unknown()),
  expect: z.record(z.string(), z.string()),
  /** size of the file beside it; -1 if there is none */
  bytes: z.int().min(-1),
  /** bytes of what is kept in another place */
  elsewhere: z.int().min(0).optional(),
});

export type Entry = z.infer<typeof entrySchema>;

/** facts about an entry that are kept in memory */
export interface Row extends Pick<Entry, 'record' | 'uid' | 'state' | 'undoes'> {
  /** bytes of both files */
  readonly size: number;
}

export function toRow(entry: Entry): Row {
  const { record, uid, state, undoes, bytes, elsewhere = 0 } = entry;
  return { record, uid, state, undoes, size: Math.max(bytes, 0) + elsewhere + JSON.stringify(entry).length };
}

/**
 * the records that go: the oldest of each uid beyond its number, then the oldest of who keeps most, as long as all of them
 * are too much. nobody's push out those of others who keep less
 */
export function surplus(rows: readonly Row[], { maxRecords, maxTotalBytes }: SaveRequest['bounds']): string[] {
  const sorted = rows.toSorted((one, other) => byAge(one.record, other.record));
  const kept = new Map<number, Row[]>();
  for (const row of sorted) {
    const own = kept.get(row.uid) ?? [];
    own.push(row);
    kept.set(row.uid, own);
  }
  const gone = Array.from(kept.values()).flatMap(own => own.splice(0, Math.max(own.length - maxRecords, 0)));
  const bytesOf = (own: readonly Row[]): number => own.reduce((sum, { size }) => sum + size, 0);
  const shares = Array.from(kept.values(), own => ({ own, bytes: bytesOf(own) }));
  let used = shares.reduce((sum, { bytes }) => sum + bytes, 0);
  while (used > maxTotalBytes) {
    const most = shares.reduce((one, other) => (other.bytes > one.bytes ? other : one));
    const oldest = most.own.shift();
    if (!oldest) break;
    most.bytes -= oldest.size;
    used -= oldest.size;
    gone.push(oldest);
  }
  return gone.map(({ record }) => record);
}

// ids begin with the time, in digits of base 36
export function byAge(one: string, other: string): number {
  const [first = '', second = ''] = [one, other].map(id => id.split('-')[0] ?? '');
  return first.length - second.length || (first < second ? -1 : Number(first > second));
}
