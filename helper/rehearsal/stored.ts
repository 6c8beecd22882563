import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../../interfaces/errors.js';
import { manifestSchema } from './manifest-schema.js';
import { dropPlace, LIFETIME_MS, prefixOf, stateDirectory, type Place } from './place.js';
import { sha256 } from '../worker/rehearsal/digest.js';
import { toBytes } from '../worker/rehearsal/invert.js';
import { CONTENT, MANIFEST, MAX_MANIFEST_BYTES, type Manifest } from '../worker/rehearsal/protocol.js';

const ID = /^([0-9a-f]{8})[0-9a-f]{24}$/;
/** a longer list fills more than one answer, and would be judged and spelled out for nothing */
const MOST_TOLD_BYTES = 768 * 1024;
const RECORD = /^[a-z0-9]{1,16}-[0-9a-f]{8}$/;

/** a change set that waits for a yes, or what takes one back */
export interface Stored {
  readonly place: string;
  readonly digest: string;
  readonly manifest: Manifest;
}

/** a change set in a file that nobody but root ever had open; throws where there is none */
export async function sealPlace({ path }: Place): Promise<Stored> {
  const bytes = await readManifest(path, MOST_TOLD_BYTES);
  const fresh = join(path, `${MANIFEST}.sealed`);
  await writeFile(fresh, bytes, { mode: 0o600, flag: 'wx' });
  await rename(fresh, join(path, MANIFEST));
  const sealed = await readPlace(path);
  if (sealed) return sealed;
  throw new OperatorError('failed', 'the change set makes no sense');
}

/** a change set of our own making, with contents that no file has yet */
export async function storeChanges({ path }: Place, manifest: Manifest, contents: readonly Buffer[]): Promise<Stored> {
  const bytes = toBytes(manifest);
  await mkdir(join(path, CONTENT), { mode: 0o700 });
  for (const each of contents) await writeFile(join(path, CONTENT, sha256(each)), each, { mode: 0o600, flag: 'wx' });
  await writeFile(join(path, MANIFEST), bytes, { mode: 0o600, flag: 'wx' });
  return { place: path, digest: sha256(bytes), manifest };
}

/** one's own change set; throws with the same words where there is none and where it is somebody else's */
export async function findRehearsal(id: string, uid: number): Promise<Stored> {
  const own = ID.exec(id)?.[1] === prefixOf(uid);
  const found = own ? await readPlace(join(stateDirectory('rehearsals'), id)) : undefined;
  if (found && found.manifest.uid === uid && !(await isOld(found.place))) return found;
  throw new OperatorError('failed', 'there is no such rehearsal, or it is too old: rehearse it again');
}

/** makes the directory that keeps the inverse of a call, named by its record */
export async function newJournal(record: string): Promise<string> {
  const path = journalOf(record);
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
}

export function isRecord(text: string): boolean {
  return RECORD.test(text);
}

export function journalOf(record: string): string {
  if (!isRecord(record)) throw new OperatorError('failed', 'not a record');
  return join(stateDirectory('changes'), record);
}

export async function findJournal(record: string): Promise<Stored> {
  const found = RECORD.test(record) ? await readPlace(journalOf(record)) : undefined;
  if (found) return found;
  throw new OperatorError('failed', `what takes record ${record} back was not kept`);
}

/** takes away what can no longer be taken back; who is asked for the known records is asked after the journals were listed */
export async function sweepJournals(known: () => Promise<ReadonlySet<string>>): Promise<void> {
  const directory = stateDirectory('changes');
  const names = await readdir(directory).catch(() => []);
  const records = await known();
  await Promise.all(names.filter(name => !records.has(name)).map(name => dropPlace(join(directory, name))));
}

/** `undefined` where there is none that makes sense */
export async function readPlace(place: string): Promise<Stored | undefined> {
  try {
    const bytes = await readManifest(place);
    return { place, digest: sha256(bytes), manifest: manifestSchema.parse(JSON.parse(bytes.toString('utf8'))) };
  } catch {
    return undefined;
  }
}

// no more bytes than a change set may have, whatever lies there
async function readManifest(place: string, most = MAX_MANIFEST_BYTES): Promise<Buffer> {
  const file = await open(join(place, MANIFEST), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile() || stats.size > most) {
      throw new OperatorError('failed', 'the change set is too large: do less in one script');
    }
    const bytes = Buffer.alloc(stats.size);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function isOld(place: string): Promise<boolean> {
  const { mtimeMs } = await stat(join(place, MANIFEST));
  return mtimeMs < Date.now() - LIFETIME_MS;
}
