import dbus from 'dbus-next';
import type { Script } from './operator-double.js';

/** rehearsal as the helper tells of it */
export interface Found {
  readonly changes: readonly Record<string, string | number | boolean>[];
  readonly summary: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitStatus: number;
}

const NOTHING: Found = { changes: [], summary: 'no change', stdout: '', stderr: '', exitStatus: 0 };

/** plays `Rehearse`, `ApplyChanges` and `DropRehearsal`; each rehearsal finds the next of these, the last one stays */
export function rehearsing(found: Partial<Found> | readonly Partial<Found>[]): NonNullable<Script['raw']> {
  const results = [found].flat();
  let count = 0;
  return ({ member }) => {
    if (member === 'DropRehearsal') return ['b', [true]];
    if (member === 'ApplyChanges') return ['ua{sv}', [1, { record: new dbus.Variant('s', 'rec-9') }]];
    if (member !== 'Rehearse') return undefined;
    const one = { ...NOTHING, ...results[Math.min(count, results.length - 1)] };
    count += 1;
    return ['sa{sv}', [`id-${count}`, toDetails(one, count)]];
  };
}

export function created(path: string, more: Record<string, string | number | boolean> = {}) {
  const state = { kind: 'file', mode: '0644', uid: 1000, gid: 1000, size: 1, sha256: 'a'.repeat(64), target: '' };
  return { path, change: 'created', code: false, ...state, ...more };
}

function toDetails({ changes, summary, stdout, stderr, exitStatus }: Found, count: number) {
  const text = (value: string) => new dbus.Variant('s', value);
  return {
    digest: text(`digest-${count}`),
    exit_status: new dbus.Variant('x', BigInt(exitStatus)),
    stdout: text(stdout),
    stderr: text(stderr),
    summary: text(summary),
    truncated: new dbus.Variant('b', false),
    read_only: new dbus.Variant('as', []),
    record: text('rec-8'),
    changes: new dbus.Variant('aa{sv}', changes.map(toRow)),
  };
}

function toRow(change: Record<string, string | number | boolean>) {
  return Object.fromEntries(
    Object.entries(change).map(([key, value]) => {
      if (typeof value === 'number') return [key, new dbus.Variant('x', BigInt(value))];
      return [key, new dbus.Variant(typeof value === 'boolean' ? 'b' : 's', value)];
    }),
  );
}
