import { createConnection, type Socket } from 'node:net';
import type { PrivateBus } from './private-bus.js';

export interface DeafClient {
  readonly name: string;
  /** sends bytes as they are; what comes back is never read */
  write(bytes: Buffer): void;
  close(): void;
}

/** a connection that reads its unique name and then nothing any more; `hello` is the bytes of that call */
export async function connectDeaf(on: PrivateBus, hello: Buffer, uid?: number): Promise<DeafClient> {
  const path = on.address.slice('unix:path='.length);
  const own = uid ?? process.getuid?.() ?? 0;
  const stream = await on.as(uid, async () => createConnection(path));
  stream.on('error', () => {});
  await new Promise(resolve => stream.once('connect', resolve));
  stream.write(`\0AUTH EXTERNAL ${Buffer.from(String(own)).toString('hex')}\r\n`);
  await dataOf(stream, /^OK /);
  stream.write('BEGIN\r\n');
  stream.write(hello);
  const name = /:1\.\d+/.exec(await dataOf(stream, /:1\.\d+/))?.[0] ?? '';
  stream.pause();
  return { name, write: bytes => void stream.write(bytes), close: () => void stream.destroy() };
}

function dataOf(stream: Socket, wanted: RegExp): Promise<string> {
  return new Promise(resolve => {
    let heard = '';
    const hear = (chunk: Buffer) => {
      heard += chunk.toString('latin1');
      if (!wanted.test(heard)) return;
      stream.off('data', hear);
      resolve(heard);
    };
    stream.on('data', hear);
  });
}
