import { createHmac, hash } from 'node:crypto';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const SCRATCH_BYTES = 16 * 1024;
// of utf-16 in utf-8
const MOST_PER_CHARACTER = 3;

/**
 * hmac with sha-256, as rfc 2104 makes it of two digests, each in one call: an object for each of thousands of lines
 * costs twice as much. for lines of the chain only: the last one stays in memory
 */
export function lineDigest(key: Buffer): (line: string) => string {
  const scratch = padded(key, 0x36, SCRATCH_BYTES);
  const outer = padded(key, 0x5c, DIGEST_BYTES);
  return line => {
    if (line.length * MOST_PER_CHARACTER > SCRATCH_BYTES) return createHmac('sha256', key).update(line).digest('hex');
    const end = BLOCK_BYTES + scratch.write(line, BLOCK_BYTES, 'utf8');
    outer.write(hash('sha256', scratch.subarray(0, end), 'binary'), BLOCK_BYTES, 'binary');
    return hash('sha256', outer, 'hex');
  };
}

// the key in a block of its own, and room behind it
function padded(key: Buffer, mask: number, room: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES + room);
  for (let at = 0; at < BLOCK_BYTES; at += 1) block[at] = (key[at] ?? 0) ^ mask;
  return block;
}
