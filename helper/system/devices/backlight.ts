import { join } from 'node:path';
import { OperatorError } from '../../../interfaces/errors.js';
import { REAL_ROOTS, type DeviceRoots } from './devices.js';
import { readPublicFiles } from './public-files.js';
import type { UnitStarter } from '../units/unit-starter.js';

export interface Backlight {
  readonly name: string;
  readonly present: number;
  readonly most: number;
}

// the kernel's advice where a screen has several: what the firmware offers knows the screen best
const PREFERENCE = ['firmware', 'platform', 'raw'];

/** the backlight of that name, or the one that the kernel advises to use */
export async function findBacklight(
  units: UnitStarter,
  signal: AbortSignal,
  { device, roots = REAL_ROOTS }: { readonly device?: string | undefined; readonly roots?: DeviceRoots | undefined },
): Promise<Backlight> {
  const place = join(roots.sys, 'class/backlight');
  const names = ['brightness', 'max_brightness', 'type'];
  const files = await readPublicFiles({ units, signal, places: [place], depth: 2, names });
  const found = [...files.keys()]
    .filter(path => path.endsWith('/max_brightness'))
    .map(path => path.slice(place.length + 1, -'/max_brightness'.length))
    .map(name => ({
      name,
      present: numberIn(files.get(join(place, name, 'brightness'))),
      most: numberIn(files.get(join(place, name, 'max_brightness'))),
      rank: PREFERENCE.indexOf(files.get(join(place, name, 'type'))?.[0] ?? 'raw'),
    }))
    .filter(({ most }) => most > 0)
    .toSorted((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
  const [chosen] = device === undefined ? found : found.filter(({ name }) => name === device);
  if (!chosen)
    throw new OperatorError(
      'failed',
      absence(
        device,
        found.map(({ name }) => name),
      ),
    );
  return { name: chosen.name, present: chosen.present, most: chosen.most };
}

/** never 0 by accident: a screen that is off shows nobody how to turn it on again */
export function valueOf(percent: number, most: number): number {
  return Math.min(most, Math.max(1, Math.round((percent * most) / 100)));
}

export function percentOf({ present, most }: Backlight): number {
  return Math.round((present * 100) / most);
}

function numberIn(lines: readonly string[] | undefined): number {
  const value = Number(lines?.[0] ?? '');
  return Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff ? value : 0;
}

function absence(device: string | undefined, names: readonly string[]): string {
  if (names.length === 0) {
    return 'this machine has no backlight: a desktop screen, or a virtual machine, has its own knob or none';
  }
  return `there is no backlight ${device ?? ''}: there are ${names.join(', ')}`;
}
