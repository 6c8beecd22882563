import { SERVICES } from './services.js';
import { PACKAGES } from './packages.js';
import { FILES } from './files.js';
import { LOOKS } from './looks.js';
import { USERS } from './users.js';
import { SYSTEM } from './system.js';
import { NETWORK } from './network.js';
import { PROCESSES } from './processes.js';
import { DESKTOP } from './desktop.js';
import type { Pair } from './pair.js';

/** requests of every kind in several languages: the nearest ones stand in the prompt of a draft */
export const BANK: readonly Pair[] = [
  ...SERVICES,
  ...PACKAGES,
  ...FILES,
  ...LOOKS,
  ...USERS,
  ...SYSTEM,
  ...NETWORK,
  ...PROCESSES,
  ...DESKTOP,
];
