import { open, readFile, rm } from 'node:fs/promises';
import { ModelError } from './error.js';

/** one download or preparation at a time in one place; a lock whose process is gone is taken over */
export async function holdLock(path: string, what: string): Promise<() => Promise<void>> {
  for (const last of [false, true]) {
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      if (last || (await isHeld(path))) break;
      await rm(path, { force: true });
    }
  }
  throw new ModelError('busy', `${what} is being worked on already: wait, or delete ${path} if nothing runs`);
}

async function isHeld(path: string): Promise<boolean> {
  const pid = Number(await readFile(path, 'utf8').catch(() => '0'));
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
