import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { writeWhole } from './atomic-write.js';
import { ModelError } from './error.js';
import { cacheDirectory } from './directories.js';
import type { ModelEntry } from './table.js';

const seenSchema = z.record(z.string(), z.strictObject({ fingerprint: z.string(), sha256: z.string() }));

export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const stream = createReadStream(path, { highWaterMark: 1 << 20, ...(signal === undefined ? {} : { signal }) });
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest('hex');
}

export interface Checked {
  readonly entry: Pick<ModelEntry, 'name' | 'title' | 'sha256'>;
  readonly path: string;
}

/** checks the pinned digest; a file seen before with the same inode, size and times is not read again */
export async function verifyModel({ entry, path }: Checked, cache: string = cacheDirectory()): Promise<void> {
  const store = join(cache, 'digests.json');
  const seen = await readSeen(store);
  const fingerprint = await fingerprintOf(path);
  const known = seen[path];
  if (known?.fingerprint === fingerprint && known.sha256 === entry.sha256) return;
  const sha256 = await sha256OfFile(path);
  if (sha256 !== entry.sha256) {
    throw new ModelError(
      'model_corrupt',
      `${path} is not ${entry.title} (its sha256 is ${sha256}): delete it, then llmsh model pull ${entry.name}, or add it again`,
    );
  }
  await mkdir(cache, { recursive: true, mode: 0o700 });
  await writeWhole(store, JSON.stringify({ ...seen, [path]: { fingerprint, sha256 } }));
}

async function fingerprintOf(path: string): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

async function readSeen(store: string): Promise<z.infer<typeof seenSchema>> {
  try {
    return seenSchema.parse(JSON.parse(await readFile(store, 'utf8')));
  } catch {
    // a cache is never a reason to fail
    return {};
  }
}
