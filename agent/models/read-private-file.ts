import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** a small file of the person's own that nobody else can have written; `undefined` where it is anything else */
export async function readOwnFile(path: string, uid: number): Promise<string | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW).catch(
    () => undefined,
  );
  try {
    const stat = await file?.stat();
    if (!stat?.isFile() || stat.uid !== uid || (stat.mode & 0o022) !== 0) return undefined;
    return await file?.readFile('utf8');
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}
