import { afterEach, expect, it } from 'vitest';
import { localTime } from '../../helper/local-time.js';

const zone = process.env['TZ'];
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

it.each([
  ['Asia/Kolkata', '2026-11-28T20:05:10+05:30'],
  ['America/St_Johns', '2026-11-28T11:05:10-03:30'],
  ['UTC', '2026-11-28T14:35:10+00:00'],
])('a moment in %s: %s', (place, text) => {
  process.env['TZ'] = place;
  expect(localTime(Date.UTC(2026, 10, 28, 14, 35, 10, 772))).toBe(text);
  expect(Date.parse(text)).toBe(Date.UTC(2026, 10, 28, 14, 35, 10));
});
