import { describe, expect, it } from 'vitest';
import { checkKnownZone, nextMoment, showMoment } from '../../../../helper/system/power/moments.js';

const at = (text: string) => Date.parse(text);

describe('the next moment of a time of day', () => {
  it.each([
    ['23:30', 'Etc/UTC', '2026-11-28T22:00:10Z', '2026-11-28T23:30:00Z'],
    ['22:00', 'Etc/UTC', '2026-11-28T22:00:10Z', '2026-11-29T22:00:00Z'],
    ['00:05', 'Europe/Berlin', '2026-11-28T22:00:00Z', '2026-11-28T23:05:00Z'],
    ['05:45', 'Asia/Kolkata', '2026-11-28T22:00:00Z', '2026-11-29T00:15:00Z'],
    // clocks are set back, and forward, in between
    ['06:00', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T05:00:00Z'],
    ['06:00', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T04:00:00Z'],
  ])('%s in %s', (clock, zone, now, expected) => {
    expect(new Date(nextMoment(clock, zone, at(now))).toISOString()).toBe(expected.replace('Z', '.000Z'));
  });

  it('is shown as clocks of the zone show it', () => {
    expect(showMoment(at('2026-11-28T23:05:00Z'), 'Europe/Berlin')).toBe('2026-11-29 00:05 (Europe/Berlin)');
    expect(() => checkKnownZone('Mars/Olympus')).toThrow('give minutes');
  });
});
