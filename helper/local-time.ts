/** a moment in the machine's own time zone, with its offset: `2026-11-28T20:05:10+05:30` */
export function localTime(ms: number): string {
  const offset = -new Date(ms).getTimezoneOffset();
  const shifted = new Date(ms + offset * 60_000).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length);
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60].map(twoDigits);
  return `${shifted}${offset < 0 ? '-' : '+'}${hours}:${minutes}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
