import { writeFile } from 'node:fs/promises';
import { readIfThere } from './chain-files.js';
import type { Digest } from './chain-entry.js';
import type { TallyState } from './chain-index.js';
import type { ChainPosition } from './verify.js';

// no line of a chain begins like this, so neither passes for the other; another number where its shape changes
const HEADING = 'llmos-seal 2\n';
const ENDING = '.seal';

/** the part of a file that was walked and found in order, known again by its bytes */
export interface KnownPrefix {
  /** position that its first line follows */
  readonly start: ChainPosition;
  readonly last: ChainPosition;
  /** in bytes, up to the end of a line */
  readonly size: number;
  /** hex sha256 of these bytes */
  readonly sum: string;
  readonly lines: number;
  readonly records: number;
  /** lines that were cut off among them */
  readonly newlines: number;
}

export interface VerifiedPrefix extends KnownPrefix {
  /** present if it was gathered */
  readonly tally?: TallyState | undefined;
}

/** `undefined` where there is none that was written under this key: the file is then walked from its beginning */
export async function readSeal(path: string, digest: Digest): Promise<VerifiedPrefix | undefined> {
  const text = String(await readIfThere(path + ENDING).catch(() => ''));
  const end = text.lastIndexOf('\n');
  const sealed = text.slice(0, end + 1);
  if (!sealed.startsWith(HEADING) || text.slice(end + 1) !== digest(sealed)) return undefined;
  return JSON.parse(sealed.slice(HEADING.length));
}

/** beside the file; without one, or with half of one, the next start takes longer, and nothing else */
export async function writeSeal(path: string, seal: VerifiedPrefix, digest: Digest): Promise<void> {
  const sealed = `${HEADING}${JSON.stringify(seal)}\n`;
  await writeFile(path + ENDING, sealed + digest(sealed), { mode: 0o600 }).catch(() => {});
}
