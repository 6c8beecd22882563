import { OperatorError } from '../../../interfaces/errors.js';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

/** the next moment, in milliseconds, at which clocks of the zone show `HH:MM`; later than `now` */
export function nextMoment(clock: string, zone: string, now: number): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  const wanted = hours * 60 + minutes;
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  const ahead = (wanted - minutesIn(zone, minute) + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
  const found = minute + ahead * MINUTE_MS;
  // clocks are changed in between: once more by the difference, which is under an hour as a rule
  const off = (wanted - minutesIn(zone, found) + DAY_MINUTES * 1.5) % DAY_MINUTES;
  const mended = found + (off - DAY_MINUTES / 2) * MINUTE_MS;
  return mended > now ? mended : found;
}

/** a moment as clocks of the zone show it: `2026-11-29 00:30 (Europe/Berlin)` */
export function showMoment(ms: number, zone: string): string {
  const { year, month, day, hour, minute } = partsIn(zone, ms);
  return `${year}-${month}-${day} ${hour}:${minute} (${zone})`;
}

function minutesIn(zone: string, ms: number): number {
  const { hour, minute } = partsIn(zone, ms);
  return Number(hour) * 60 + Number(minute);
}

function partsIn(zone: string, ms: number): Readonly<Record<string, string>> {
  const two = '2-digit';
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: two,
    day: two,
    hour: two,
    minute: two,
  });
  return Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
}

/** throws for a zone that this version of node does not know */
export function checkKnownZone(zone: string): string {
  try {
    partsIn(zone, 0);
    return zone;
  } catch {
    throw new OperatorError('failed', `the time zone ${zone} is not known here, so a time of day is not: give minutes`);
  }
}
