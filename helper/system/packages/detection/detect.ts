import { existsSync } from 'node:fs';
import { APT } from '../apt/apt-system.js';
import type { PackageSystem } from '../manager.js';

// in the order of preference; a further one takes a folder beside `apt` and its name here
const SYSTEMS: readonly [PackageSystem, ...PackageSystem[]] = [APT];

/** the first system whose program is there; the first of all on a machine that has none, whose calls then fail */
export function detectPackageSystem(
  systems: readonly [PackageSystem, ...PackageSystem[]] = SYSTEMS,
  isThere: (path: string) => boolean = existsSync,
): PackageSystem {
  return systems.find(({ program }) => isThere(program)) ?? systems[0];
}

/** chosen once, when the program is built: the contract has the form of names of the distribution it is built for */
export const PACKAGE_SYSTEM = detectPackageSystem();
