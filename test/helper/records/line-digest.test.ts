import { createHmac, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { lineDigest } from '../../../helper/records/line-digest.js';

it.each([
  '',
  'a',
  '{"prev":"00","n":1',
  'ü€😀',
  'a'.repeat(5461),
  '€'.repeat(5461),
  'a'.repeat(5462),
  '€'.repeat(9000),
])('is the hmac of node, also after a longer line', line => {
  const key = randomBytes(32);
  const digest = lineDigest(key);
  for (const text of [line, 'longer than it'.repeat(300), line]) {
    expect(digest(text)).toBe(createHmac('sha256', key).update(text).digest('hex'));
  }
});
