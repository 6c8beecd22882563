import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { ModelEntry } from '../../../agent/models/table.js';

/** a zip archive of one member, as pip would bring it */
export function wheelOf(name: string, content: Buffer, packed: boolean): Buffer {
  const data = packed ? deflateRawSync(content) : content;
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(packed ? 8 : 0, 8);
  local.writeUInt16LE(name.length, 26);
  local.writeUInt16LE(4, 28);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(packed ? 8 : 0, 10);
  entry.writeUInt32LE(data.length, 20);
  entry.writeUInt32LE(content.length, 24);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + 4 + data.length, 16);
  return Buffer.concat([local, Buffer.from(name), Buffer.alloc(4), data, entry, Buffer.from(name), end]);
}

/** a model of a few bytes, in as many parts as are given */
export function entryOf(parts: readonly Buffer[]): ModelEntry {
  const whole = Buffer.concat(parts);
  return {
    name: 'fake',
    title: 'fake-1k',
    file: 'fake.gguf',
    bytes: whole.length,
    sha256: createHash('sha256').update(whole).digest('hex'),
    licence: 'Apache-2.0',
    wheels: { package: 'fake-part{n}', version: '1.0', parts: parts.length, member: '/data/part{nn}.bin' },
    least_memory: 1,
    context: 512,
    wrapper: 'chatml',
    scores: { requests: 1, exact: 0, invalid: 0, widened: 0 },
  };
}
