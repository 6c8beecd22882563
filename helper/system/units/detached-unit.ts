import { open, readdir, readFile, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { UnitOutcome, UnitProperty, UnitStarter } from './unit-starter.js';
import { uint64Property, stringProperty } from './unit-property.js';

export interface DetachedJob {
  readonly id: string;
  readonly description: string;
  readonly argv: readonly string[];
  readonly properties: readonly UnitProperty[];
  /** the helper's state directory: what is written there outlives the helper */
  readonly directory: string;
  readonly pollMs?: number;
  onOutput(text: string): void;
  onErrorText(text: string): void;
}

const POLL_MS = 200;
const FOREVER = 0xffff_ffff_ffff_ffffn;
// at shutdown systemd waits this long for work that must not be cut in the middle
const STOP_TIMEOUT_USEC = 900_000_000;
const CHUNK_BYTES = 64 * 1024;
const LEFT_BEHIND_AFTER_MS = 24 * 3600 * 1000;

/**
 * runs a program to its end, whoever vanishes: it has no deadline, nobody's signal stops it, and its output goes to
 * files that are followed, since a socket of ours would break under it when we die
 */
export async function runDetached(units: UnitStarter, work: DetachedJob): Promise<UnitOutcome> {
  await sweep(work.directory);
  const paths = { out: join(work.directory, `${work.id}.out`), err: join(work.directory, `${work.id}.err`) };
  // systemd would make them readable for everybody
  await Promise.all(Object.values(paths).map(path => writeFile(path, '', { mode: 0o600, flag: 'wx' })));
  const unit = await units.start({
    id: work.id,
    description: work.description,
    program: work.argv[0] ?? '',
    argv: work.argv,
    io: 'none',
    timeoutMs: 0,
    signal: new AbortController().signal,
    properties: [
      ...work.properties,
      stringProperty('StandardOutputFileToAppend', paths.out),
      stringProperty('StandardErrorFileToAppend', paths.err),
      uint64Property('RuntimeMaxUSec', FOREVER),
      uint64Property('TimeoutStopUSec', STOP_TIMEOUT_USEC),
      stringProperty('OOMPolicy', 'continue'),
      exitNoteProperty(join(work.directory, `${work.id}${END}`)),
    ],
  });
  const over = { yet: false };
  const finished = unit.finished.finally(() => (over.yet = true));
  const pollMs = work.pollMs ?? POLL_MS;
  await Promise.allSettled([
    finished,
    follow(paths.out, { over, pollMs, take: piece => work.onOutput(piece) }),
    follow(paths.err, { over, pollMs, take: piece => work.onErrorText(piece) }),
  ]);
  await Promise.all(Object.values(paths).map(path => rm(path, { force: true })));
  return finished;
}

const END = '.end';

const NOTE_END = '/usr/lib/llm-os/note-end';

// systemd forgets the unit as soon as it is over, and there may be no helper to hear how it ended. in the plain form and
// without a dollar or a quote: at a `daemon-reload` systemd 252 does not read back what else it wrote
function exitNoteProperty(path: string): UnitProperty {
  const mayFail = true;
  return ['ExecStopPost', { signature: 'a(sasb)', value: [[NOTE_END, [NOTE_END, path], mayFail]] }];
}

/** systemd's word for the end of work that ended while no helper was there; `undefined` where it left none */
export async function readEnd(directory: string, id: string): Promise<string | undefined> {
  return await readFile(join(directory, id + END), 'utf8').then(
    word => word.trim(),
    () => undefined,
  );
}

// a helper that was killed meanwhile left them; nothing that still runs is that old
async function sweep(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter(candidate => /\.(out|err|end|packages|before|after)$/.test(candidate))) {
    const path = join(directory, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (mtimeMs < Date.now() - LEFT_BEHIND_AFTER_MS) await rm(path, { force: true });
  }
}

interface Follower {
  readonly over: { readonly yet: boolean };
  readonly pollMs: number;
  readonly take: (text: string) => void;
}

/** reads a growing file until its writer is over and its end is reached */
async function follow(path: string, { over, pollMs, take }: Follower): Promise<void> {
  const file = await openOnceThere(path, over, pollMs);
  if (!file) return;
  const decoder = new TextDecoder();
  const buffer = Buffer.alloc(CHUNK_BYTES);
  try {
    for (;;) {
      // asked before reading: what was written before the end is then surely read
      const last = over.yet;
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES);
      if (bytesRead > 0) take(decoder.decode(buffer.subarray(0, bytesRead), { stream: true }));
      else if (last) return;
      else await sleep(pollMs);
    }
  } finally {
    await file.close();
  }
}

async function openOnceThere(
  path: string,
  over: { readonly yet: boolean },
  pollMs: number,
): Promise<FileHandle | undefined> {
  for (;;) {
    const last = over.yet;
    const file = await open(path, 'r').catch(() => undefined);
    if (file ?? last) return file;
    await sleep(pollMs);
  }
}
