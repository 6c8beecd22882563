import { open, readdir, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** ends the name of a file that is being written; one that is found later was never finished */
export const UNFINISHED = '.new';

/** whole or not at all, and on disk when it resolves */
export async function putFile(directory: string, name: string, bytes: string | Buffer): Promise<void> {
  const path = join(directory, name);
  const file = await open(path + UNFINISHED, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(path + UNFINISHED, path);
  await syncDirectory(directory);
}

/** takes away what an operator that was killed left half written; for a directory in which nobody writes yet */
export async function sweepUnfinished(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  const left = names.filter(name => name.endsWith(UNFINISHED));
  await Promise.all(left.map(name => unlink(join(directory, name)).catch(() => {})));
}

/** entries made, moved and deleted in the directory are on disk when it resolves */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  await directory.sync().finally(() => directory.close());
}
