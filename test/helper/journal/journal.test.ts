import { expect, it } from 'vitest';
import { encodeEntry, inheritedDescriptor } from '../../../helper/journal/journal.js';

it('writes values of several lines so that none of them can become a field', () => {
  const bytes = encodeEntry({ MESSAGE: 'one\nPRIORITY=0', PRIORITY: 6 });
  const length = Buffer.alloc(8);
  length.writeUInt8(14);
  const expected = [Buffer.from('MESSAGE\n'), length, Buffer.from('one\nPRIORITY=0\n')];
  expect(bytes.subarray(0, 8 + 8 + 15)).toEqual(Buffer.concat(expected));
  expect(bytes.subarray(-2)).toEqual(Buffer.from('6\n'));
});

it.each([
  [{ LISTEN_PID: '7', LISTEN_FDNAMES: 'journal' }, 3],
  [{ LISTEN_PID: '7', LISTEN_FDNAMES: 'other:journal' }, 4],
  [{ LISTEN_PID: '8', LISTEN_FDNAMES: 'journal' }, undefined],
  [{ LISTEN_PID: '7', LISTEN_FDNAMES: 'journals' }, undefined],
  [{}, undefined],
])('finds the descriptor that %j passes', (environment, fd) => {
  expect(inheritedDescriptor(environment, 7, 'journal')).toBe(fd);
});
