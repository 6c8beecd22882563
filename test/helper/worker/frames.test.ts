import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FrameDecoder, encodeFrame, readFrame } from '../../../helper/worker/frames.js';
import { MAX_FRAME_BYTES } from '../../../helper/worker/protocol.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'frames-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function readAll(bytes: Buffer): unknown[] {
  const path = join(directory, 'stream');
  writeFileSync(path, bytes);
  const fd = openSync(path, 'r');
  try {
    const frames: unknown[] = [];
    for (let frame = readFrame(fd); frame !== undefined; frame = readFrame(fd)) frames.push(frame);
    return frames;
  } finally {
    closeSync(fd);
  }
}

const messages = fc.array(fc.record({ op: fc.string(), n: fc.integer() }), { minLength: 1, maxLength: 4 });

describe('frames', () => {
  it('come out as they went in, in pieces of any size', () => {
    fc.assert(
      fc.property(messages, fc.integer({ min: 1, max: 40 }), (given, size) => {
        const bytes = Buffer.concat(given.map(encodeFrame));
        const decoder = new FrameDecoder();
        const got: unknown[] = [];
        for (let at = 0; at < bytes.length; at += size) got.push(...decoder.push(bytes.subarray(at, at + size)));
        expect(got).toEqual(given);
        expect(readAll(bytes)).toEqual(given);
      }),
    );
  });

  it('are refused by their length, before it is allocated', () => {
    const huge = Buffer.alloc(8);
    huge.writeUInt32BE(0xffffffff, 0);
    expect(() => new FrameDecoder().push(huge)).toThrow(/announced/);
    expect(() => readAll(huge)).toThrow(/announced/);
    expect(() => encodeFrame('x'.repeat(MAX_FRAME_BYTES))).toThrow(/too long/);
  });

  it('are never half a frame', () => {
    const frame = encodeFrame({ op: 'x' });
    for (const length of [1, 3, 4, frame.length - 1]) {
      expect(() => readAll(frame.subarray(0, length))).toThrow(/within a frame/);
      expect(new FrameDecoder().push(frame.subarray(0, length))).toEqual([]);
    }
  });

  it('fail loudly, never wrongly, on any bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), bytes => {
        try {
          for (const frame of new FrameDecoder().push(Buffer.from(bytes))) expect(JSON.stringify(frame)).toBeDefined();
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });
});
