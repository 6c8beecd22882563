import { SERVICE_TIER, toActionId } from '../../interfaces/names.js';
import type { Dict } from '../../interfaces/signature.js';
import type { Preview } from '../../interfaces/preview.js';
import type { ClientBus } from './bus.js';
import { callService, cancelJob, SERVICE_OBJECT, toTextRows, toTexts } from './service-call.js';

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
    // an undo needs the action of the call that it takes back
    const actionId = member === 'Undo' ? undefined : toActionId(SERVICE_TIER.manageRecords);
    return await callService(bus, { member, signature, body, interactive, actionId });
  };
  return {
    wake: () => bus.send({ ...SERVICE_OBJECT, interface: PEER, member: 'Ping' }),
    list: async query => {
      const [rows] = await ask('ListRecords', 'a{sv}', [toDict(query)]);
      return toTextRows(rows);
    },
    previewUndo: async (record, force, interactive) => {
      const [facts] = await ask('Preview', 'sa{sv}', ['undo', toDict({ record, force })], interactive);
      return toTexts(facts);
    },
    undo: async (record, options) => {
      const [result, details] = await ask('Undo', 'sa{sv}', [record, toDict(options)]);
      return { result: String(result), record: toTexts(details)['record'] ?? '' };
    },
    cancel: job => cancelJob(bus, job),
    confirm: async record => {
      const [rows] = await ask('Confirm', 'sa{sv}', [record, {}]);
      return toTextRows(rows);
    },
    rotate: async () => {
      const [file] = await ask('RotateRecords', 'a{sv}', [{}]);
      return String(file);
    },
    verify: async hashes => {
      const [intact, facts] = await ask('VerifyRecords', 'a{sv}', [{ hashes: { signature: 'as', value: hashes } }]);
      return { intact: intact === true, facts: toTexts(facts) };
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
