import { dirname } from 'node:path/posix';
import { isWithin } from '../worker/path-patterns.js';
import { CONFIG_PLACES } from './file.js';

/** the snapshot of the started program, and the drop-in that makes the unit use it */
export const SNAPSHOT = '/usr/lib/llm-os/snapshot.blob';
export const SNAPSHOT_DROP_IN = '/usr/lib/systemd/system/llmos-operator.service.d/20-snapshot.conf';

// unit, drop-in and timer directories of the system, and the bus's; our own files in them are ours, also as an override
const UNIT_DIRECTORIES = ['/etc', '/run', '/usr/lib', '/lib', '/usr/local/lib'].flatMap(place => [
  `${place}/systemd/system`,
  `${place}/systemd/user`,
  `${place}/systemd/transient`,
  `${place}/systemd/system.control`,
]);
const BUS_DIRECTORIES = ['/etc', '/run', '/usr/share', '/usr/local/share'].flatMap(place => [
  `${place}/dbus-1/system.d`,
  `${place}/dbus-1/system-services`,
]);

/** our own places that hold what anybody may have: denied here as well, but no secret to a program that runs */
export const OWN_PUBLIC: readonly string[] = [
  dirname(SNAPSHOT),
  '/usr/bin/llmsh',
  ...UNIT_DIRECTORIES.map(place => `${place}/llmos-*`),
  ...BUS_DIRECTORIES.map(place => `${place}/org.llmos.*`),
];

/**
 * places that the program itself lives from, of the paths that it really uses: never read or written through it, whatever
 * its editable files say
 */
export function ownPlaces(environment: NodeJS.ProcessEnv): string[] {
  const { STATE_DIRECTORY = '/var/lib/llm-os/operator', RUNTIME_DIRECTORY = '/run/llmos-operator' } = environment;
  return [
    ...OWN_PUBLIC,
    dirname(CONFIG_PLACES.defaults),
    dirname(CONFIG_PLACES.file),
    CONFIG_PLACES.directory,
    dirname(STATE_DIRECTORY),
    RUNTIME_DIRECTORY,
    // used by earlier versions
    '/var/cache/llmos-operator',
  ];
}

/**
 * below these the system runs code, or reads what to run: a list of all such files can never be whole, so as root
 * everything here takes that much authority, but for the data that the configuration names
 */
export const SYSTEM_PLACES: readonly string[] = [
  '/etc',
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/boot',
  '/efi',
  '/opt',
  '/run',
  '/var/run',
  '/var/lib',
  '/var/cache',
  '/var/spool',
];

/** true where what is written is run, or decides what is run */
export function isCodePlace(path: string, { code, data }: CodePlaces): boolean {
  return isWithin(path, code) && !isWithin(path, data);
}

export interface CodePlaces {
  readonly code: readonly string[];
  /** exceptions within them */
  readonly data: readonly string[];
}

/** `~/` stands for each home of the user database. homes beside one another are one pattern, however many they are */
export function expandHomes(places: readonly string[], homes: readonly string[]): string[] {
  const bases = new Set(['/root', '/home/*', ...homes.filter(isUsual).map(baseOf)]);
  return places.flatMap(place => (place.startsWith('~/') ? Array.from(bases, base => base + place.slice(1)) : [place]));
}

function baseOf(home: string): string {
  const parent = dirname(home);
  return parent === '/' ? home : `${parent}/*`;
}

function isUsual(home: string): boolean {
  return /^(\/[^/*\p{Cc}]+)+$/u.test(home);
}
