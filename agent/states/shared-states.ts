import { readFileSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { SYSTEM_MODELS, type Environment } from '../models/directories.js';

/** prefixes that root had evaluated for everybody */
export const SHARED_STATES = join(SYSTEM_MODELS, 'prefixes');

/** directories of states that are not the person's own; none where the models are taken from elsewhere */
export function sharedStates(env: Environment = process.env): readonly string[] {
  const only = env['LLMOS_MODELS'];
  return only === undefined || only === '' ? [SHARED_STATES] : [];
}

/**
 * true for a file or directory that root alone can change, itself and not by a link. a state is loaded into the memory of
 * the model as it is: one that another person could write would speak in place of the model
 */
export async function isRootsAlone(path: string, root: number = rootHere()): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined || found.uid !== root || (found.mode & 0o022) !== 0) return false;
  return found.isDirectory() || found.isFile();
}

const OVERFLOW = 65_534;

// in the user namespace of the cage root has no uid, and its files seem to be of nobody, as those of others do. the place
// itself is one that only root can make; `llmsh doctor` looks at it from outside of the cage
function rootHere(): number {
  const lines = readOr('/proc/self/uid_map', '0 0 4294967295').trim().split('\n');
  const ranges = lines.map(line => line.trim().split(/\s+/).map(Number));
  const [inside] = ranges.find(([, outside]) => outside === 0) ?? [];
  return inside ?? Number(readOr('/proc/sys/kernel/overflowuid', String(OVERFLOW)));
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}
