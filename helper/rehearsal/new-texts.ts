import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { tryDecode } from '../files/text.js';
import { CONTENT, type RehearsalChange } from '../worker/rehearsal/protocol.js';
import type { Stored } from './stored.js';

const MOST_BYTES = 32_768;
const MOST_TOGETHER = 524_288;
const MOST_FILES = 100;

/** new content of short text files, by path; the first ones, within limits. the person had the script run, and so may see it */
export async function readNewTexts({ place, manifest }: Stored): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  let left = MOST_TOGETHER;
  for (const change of manifest.changes.filter(isShort).slice(0, MOST_FILES)) {
    const { size = 0, sha256 = '' } = change.after ?? {};
    if (size > left) break;
    const bytes = await readContent(join(place, CONTENT, sha256), size).catch(() => undefined);
    const text = bytes && tryDecode(bytes);
    if (text === undefined) continue;
    left -= size;
    texts.set(change.path, text);
  }
  return texts;
}

function isShort({ change, after }: RehearsalChange): boolean {
  const isNew = change === 'created' || change === 'replaced';
  return isNew && after?.kind === 'file' && after.sha256 !== '' && after.size > 0 && after.size <= MOST_BYTES;
}

async function readContent(path: string, size: number): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const bytes = Buffer.alloc(size);
    const { bytesRead } = await file.read(bytes, 0, size, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
