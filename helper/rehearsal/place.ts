import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../../interfaces/errors.js';
import { MANIFEST } from '../worker/rehearsal/protocol.js';

/** a change set is agreed to within this time, or rehearsed again */
export const LIFETIME_MS = 10 * 60 * 1000;
/** a rehearsal that runs has no manifest yet */
const LONGEST_MS = 20 * 60 * 1000;
const MOST_OF_UID = 4;
/** rehearsals of all callers together, each up to the size of a copy */
const MOST = 16;
const PREFIX_DIGITS = 8;
/** ends the name of a place whose changes are made */
const CLAIMED = '.claimed';

/** the helper's own directories, root's alone: what waits for a yes, what a call works with, what takes changes back */
export function stateDirectory(name: 'rehearsals' | 'work' | 'changes'): string {
  return join(process.env['STATE_DIRECTORY'] ?? '/var/lib/llm-os/operator', name);
}

export interface Place {
  readonly id: string;
  readonly path: string;
}

/** an empty place for a rehearsal; what nobody agreed to in time makes room */
export async function newPlace(uid: number): Promise<Place> {
  const directory = stateDirectory('rehearsals');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await makeRoom(directory, prefixOf(uid));
  return await newIn(directory, uid);
}

/** an empty place for one call, which drops it; no rehearsal has to make room for it, and none keeps it waiting */
export async function newWorkPlace(uid: number): Promise<Place> {
  const directory = stateDirectory('work');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await sweepWork(directory);
  return await newIn(directory, uid);
}

/**
 * takes a place out of the reach of whoever makes room, for as long as its changes are made; throws where somebody else has. it stays in
 * its directory: the door that is closed behind the service on debian 12 lets nothing be renamed from one directory to another
 */
export async function claimPlace(
  path: string,
): Promise<{ readonly path: string; readonly giveBack: () => Promise<void> }> {
  const claimed = path + CLAIMED;
  await rename(path, claimed).catch(() => {
    throw new OperatorError('failed', 'these changes are being made, or were dropped: rehearse them again');
  });
  return { path: claimed, giveBack: async () => await rename(claimed, path) };
}

async function sweepWork(directory: string): Promise<void> {
  for (const name of await readdir(directory)) await dropLeft(join(directory, name));
}

// leftovers of a service that was ended
async function dropLeft(place: string): Promise<void> {
  const ctimeMs = await lstat(place).then(
    stats => stats.ctimeMs,
    () => Infinity,
  );
  if (ctimeMs < Date.now() - LONGEST_MS) await dropPlace(place).catch(() => {});
}

async function newIn(directory: string, uid: number): Promise<Place> {
  const id = prefixOf(uid) + randomBytes(12).toString('hex');
  const path = join(directory, id);
  await mkdir(path, { mode: 0o700 });
  return { id, path };
}

/** begins the name of a place, so that whose it is can be told without a look into it */
export function prefixOf(uid: number): string {
  return uid.toString(16).padStart(PREFIX_DIGITS, '0');
}

export async function dropPlace(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

interface Kept {
  readonly place: string;
  readonly of: string;
  readonly at: number;
  /** waits for a yes; otherwise it is being filled */
  readonly waits: boolean;
}

// beyond the limit the oldest of who keeps most goes, so that no number of them keeps somebody else from a first one
async function makeRoom(directory: string, own: string): Promise<void> {
  const kept = await survey(directory);
  const mine = kept.filter(({ of }) => of === own).toSorted((one, other) => other.at - one.at);
  const surplus = mine.slice(MOST_OF_UID - 1);
  for (const { place } of surplus) await dropPlace(place);
  const left = kept.filter(each => !surplus.includes(each));
  if (left.length < MOST) return;
  const oldest = oldestOfMost(left);
  if (oldest) return await dropPlace(oldest.place);
  if (mine.length === 0) return;
  throw new OperatorError('failed', 'too many rehearsals are at work: try again in some minutes');
}

function oldestOfMost(kept: readonly Kept[]): Kept | undefined {
  const counts = new Map<string, number>();
  for (const { of } of kept) counts.set(of, (counts.get(of) ?? 0) + 1);
  const waiting = kept.filter(({ waits }) => waits);
  return waiting.toSorted(
    (one, other) => (counts.get(other.of) ?? 0) - (counts.get(one.of) ?? 0) || one.at - other.at,
  )[0];
}

// goes by names and times alone: nothing is read that anybody but root may have had a hand in. what is too old is dropped; one
// that cannot be dropped is in nobody's way but its own
async function survey(directory: string): Promise<Kept[]> {
  const kept: Kept[] = [];
  for (const name of await readdir(directory)) {
    const place = join(directory, name);
    if (name.endsWith(CLAIMED)) {
      await dropLeft(place);
      continue;
    }
    const { at, waits } = await timesOf(place);
    const isOld = at < Date.now() - (waits ? LIFETIME_MS : LONGEST_MS);
    const isGone =
      isOld &&
      (await dropPlace(place).then(
        () => true,
        () => false,
      ));
    if (!isGone) kept.push({ place, of: name.slice(0, PREFIX_DIGITS), at, waits });
  }
  return kept;
}

async function timesOf(place: string): Promise<Pick<Kept, 'at' | 'waits'>> {
  const timeOf = async (path: string) =>
    await lstat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
  const sealed = await timeOf(join(place, MANIFEST));
  if (sealed !== undefined) return { at: sealed, waits: true };
  return { at: (await timeOf(place)) ?? 0, waits: false };
}
