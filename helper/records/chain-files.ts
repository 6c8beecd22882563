import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const DIGITS = 6;

/** files that went before, the oldest first: `records-000001.jsonl` and so on beside `records.jsonl` */
export async function listArchives(path: string): Promise<string[]> {
  const pattern = new RegExp(`^${basename(path, '.jsonl')}-\\d{${DIGITS}}\\.jsonl$`);
  const names = await readdir(dirname(path)).catch(() => []);
  return names
    .filter(name => pattern.test(name))
    .toSorted()
    .map(name => join(dirname(path), name));
}

/** the name that the present file gets when a fresh one is begun */
export async function nextArchive(path: string): Promise<string> {
  const last = (await listArchives(path)).at(-1);
  const number = last === undefined ? 0 : Number(last.slice(-'.jsonl'.length - DIGITS, -'.jsonl'.length));
  return path.replace(/\.jsonl$/, `-${String(number + 1).padStart(DIGITS, '0')}.jsonl`);
}

/** empty where there is no such file */
export async function readIfThere(path: string): Promise<Buffer> {
  return await readFile(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
}
