import { OperatorError } from '../../../interfaces/errors.js';
import type { BusCaller } from '../bus-caller.js';
import { callSettings } from './settings-service.js';
import { TIMEDATED } from './services.js';

const MOST_CHOICES = 5;

/** refuses a name that is no time zone of this machine, and names those that resemble it */
export async function checkZone(bus: BusCaller, zone: string): Promise<void> {
  const [listed] = await callSettings(bus, TIMEDATED, 'ListTimezones');
  const zones: readonly unknown[] = Array.isArray(listed) ? listed : [];
  if (zones.includes(zone)) return;
  const part = plain(zone.split('/').at(-1) ?? '');
  const alike = zones.filter(one => typeof one === 'string' && plain(one).includes(part)).slice(0, MOST_CHOICES);
  const cure = alike.length > 0 ? `there is ${alike.join(', ')}` : 'timedatectl list-timezones names them all';
  throw new OperatorError('failed', `${zone} is no time zone of this machine: ${cure}`);
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[ _-]/g, '');
}
