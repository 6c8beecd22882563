import { BUS_NAME, INTERFACE_NAME, OBJECT_PATH, SERVICE_TIER, toActionId } from '../../interfaces/names.js';
import { isTagged, type Dict } from '../../interfaces/signature.js';
import type { Preview } from '../../interfaces/preview.js';
import type { ClientBus } from './bus.js';
import { toCallError } from './errors.js';

export interface RecordFilter {
  readonly limit?: number;
  /** a time such as 2026-01-31 */
  readonly since?: string;
  readonly record?: string;
  /** everybody's, which takes the authority to manage records */
  readonly all?: boolean;
}

const PEER = 'org.freedesktop.DBus.Peer';

export type RecordRow = Readonly<Record<string, string>>;

/** the helper's records: lists, verifies, undoes and confirms them */
export interface RecordsClient {
  /** a helper that is not there yet begins to start; nobody waits for it */
  wake(): void;
  list(query: RecordFilter): Promise<readonly RecordRow[]>;
  /** the preview of an undo, without running it; an empty record stands for the caller's last one */
  previewUndo(record: string, force: boolean, interactive: boolean): Promise<Preview>;
  undo(record: string, options: { readonly force: boolean; readonly job: string }): Promise<UndoResult>;
  cancel(job: string): Promise<boolean>;
  /** keeps a change that would be taken back by itself; an empty record stands for all of the caller's */
  confirm(record: string): Promise<readonly RecordRow[]>;
  /** puts the chain's file aside and goes on in a fresh one; resolves with its new name */
  rotate(): Promise<string>;
  /** `hashes` of lines that must be in the chain, as the journal knows them */
  verify(hashes: readonly string[]): Promise<{ readonly intact: boolean; readonly facts: RecordRow }>;
}

export interface UndoResult {
  readonly result: string;
  readonly record: string;
}

export function openArchive(bus: ClientBus): RecordsClient {
  const ask = async (member: string, signature: string, body: readonly unknown[], interactive = true) => {
    const target = { destination: BUS_NAME, path: OBJECT_PATH, interface: INTERFACE_NAME };
    return await bus.call({ ...target, member, signature, body, interactive }).catch((error: unknown) => {
      // everything but an undo asks for nothing else
      throw toCallError(error, member === 'Undo' ? undefined : toActionId(SERVICE_TIER.manageRecords));
    });
  };
  return {
    wake: () => bus.send({ destination: BUS_NAME, path: OBJECT_PATH, interface: PEER, member: 'Ping' }),
    list: async query => {
      const [rows] = await ask('ListRecords', 'a{sv}', [toDict(query)]);
      return Array.isArray(rows) ? rows.map(toRow) : [];
    },
    previewUndo: async (record, force, interactive) => {
      const [facts] = await ask('Preview', 'sa{sv}', ['undo', toDict({ record, force })], interactive);
      return toRow(facts);
    },
    undo: async (record, options) => {
      const [result, details] = await ask('Undo', 'sa{sv}', [record, toDict(options)]);
      return { result: String(result), record: toRow(details)['record'] ?? '' };
    },
    cancel: async job => {
      const [cancelled] = await ask('Cancel', 's', [job], false);
      return cancelled === true;
    },
    confirm: async record => {
      const [rows] = await ask('Confirm', 'sa{sv}', [record, {}]);
      return Array.isArray(rows) ? rows.map(toRow) : [];
    },
    rotate: async () => {
      const [file] = await ask('RotateRecords', 'a{sv}', [{}]);
      return String(file);
    },
    verify: async hashes => {
      const [intact, facts] = await ask('VerifyRecords', 'a{sv}', [{ hashes: { signature: 'as', value: hashes } }]);
      return { intact: intact === true, facts: toRow(facts) };
    },
  };
}

function toDict(values: object): Dict {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== false);
  return Object.fromEntries(given.map(([key, value]) => [key, { signature: signatureOf(value), value }]));
}

function signatureOf(value: unknown): string {
  if (typeof value === 'number') return 'u';
  return typeof value === 'boolean' ? 'b' : 's';
}

function toRow(dict: unknown): RecordRow {
  const row: Record<string, string> = {};
  for (const [key, tagged] of Object.entries(Object(dict))) {
    if (isTagged(tagged)) row[key] = String(tagged.value);
  }
  return row;
}
