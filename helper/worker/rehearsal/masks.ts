import {
  chmodSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path/posix';
import { COVER } from '../calls/cover.js';
import { codeOf, refusal } from '../errno.js';
import { namesOf, otherNamesOf, readTable } from '../mount-names.js';
import { expand } from '../path-patterns.js';
import { isTrusted } from '../trust.js';
import { OURS, RUN, STAGE, tableLine } from './stage.js';

const OWN = /^\/(proc|sys|dev|run)(\/|$)/;
const DIRECTORIES = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
/** names in one directory; where a pattern finds more, the directory is out of sight as a whole */
const MOST_IN_ONE = 64;
const MOST_LINKS = 40;
/** out of reach of the copy: what stands in for the places that are hidden */
const VEILS = `${STAGE}/veils`;
/** the same, handed over open */
export const VEILS_FD = 9;

/** changes links of units offline when it is told of a root */
const OFFLINE = '/usr/bin/systemctl';

/** in place of a program: says that it does nothing here, and leaves its name for us */
const STUB = `#!/bin/sh
name=\${0##*/}
[ "$name" != systemctl ] || for word; do
  case $word in --root | --root=*) exec "${OURS}/masks/systemctl" "$@" ;; esac
done
: > "${OURS}/refused/$name"
echo "$name: does nothing in a rehearsal" >&2
exit 126
`;

export interface Masks {
  /** table of mounts that are made from within the copy */
  readonly table: string;
  /** input of the program that covers places, from within the copy as well */
  readonly covers: string;
  /** places by their turn; empty for a program */
  readonly hidden: readonly string[];
}

export interface Hidden {
  readonly denied: readonly string[];
  /** names of programs that act on the running system */
  readonly live: readonly string[];
  /** directories that no copy shows */
  readonly covered: readonly string[];
}

/** puts what hides things into /run of the copy */
export function hide({ denied, live, covered }: Hidden): Masks {
  const own = `${RUN}/llm-os-rehearsal`;
  for (const path of [own, `${own}/masks`]) {
    mkdirSync(path, { mode: 0o755 });
    chmodSync(path, 0o755);
  }
  writeFileSync(`${own}/masks/stub`, STUB);
  chmodSync(`${own}/masks/stub`, 0o755);
  mkdirSync(VEILS, { mode: 0o700 });
  keepOffline(`${own}/masks/systemctl`);
  writeFileSync(`${own}/cover`, COVER, { mode: 0o400 });
  mkdirSync(`${own}/refused`);
  chmodSync(`${own}/refused`, 0o1777);
  const programs = live.flatMap(name => DIRECTORIES.map(directory => `${directory}/${name}`));
  const covers = [
    ...settleAll(programs).map(path => ['stub', path] as const),
    ...[...settleAll(secretPlaces(denied)), ...covered].map(path => ['hide', path] as const),
  ];
  return {
    hidden: covers.map(([kind, path]) => (kind === 'hide' ? path : '')),
    // a place bound from a read-only mount is read-only
    table: tableLine(`${OURS}/masks`, `${OURS}/masks`, 'none', 'bind,ro,nosuid,nodev'),
    covers: covers.flatMap(pair => pair.map(word => `${word}\0`)).join(''),
  };
}

// the true program by another name: what its own name leads to is covered
function keepOffline(to: string): void {
  if (settle(OFFLINE) !== OFFLINE) return;
  copyFileSync(OFFLINE, to);
  chmodSync(to, 0o755);
}

/** throws where a script changed what stands in for a place that it could not see */
export function refuseUnveiled(hidden: readonly string[]): void {
  for (const name of readdirSync(VEILS)) {
    const [veil, place] = [`${VEILS}/${name}`, hidden[Number(name)]];
    const { uid, gid, mode, size } = lstatSync(veil);
    const isDirectory = (mode & constants.S_IFMT) === constants.S_IFDIR;
    const isEmpty = isDirectory ? readdirSync(veil).length === 0 : size === 0;
    if (isEmpty && uid === 0 && gid === 0 && (mode & 0o7777) === 0) continue;
    throw refusal('denied', `it changes ${place}, a place that no copy shows (denied paths), so none of it is done`);
  }
}

function secretPlaces(denied: readonly string[]): string[] {
  const table = readTable();
  const named = denied.filter(place => !OWN.test(place)).flatMap(expand);
  const others = [...named.flatMap(place => namesOf(place, table)), ...otherNamesOf(denied, table)];
  return wholeWhereMany([...named, ...others.filter(place => !OWN.test(place))]);
}

function wholeWhereMany(paths: readonly string[]): string[] {
  const byDirectory = new Map<string, string[]>();
  for (const path of paths) {
    const found = byDirectory.get(dirname(path));
    if (found) found.push(path);
    else byDirectory.set(dirname(path), [path]);
  }
  return Array.from(byDirectory).flatMap(([directory, found]) => (found.length > MOST_IN_ONE ? [directory] : found));
}

// each once: several names share a program
function settleAll(paths: readonly string[]): string[] {
  return Array.from(new Set(paths.flatMap(path => settle(path) ?? [])));
}

/**
 * the place that a name leads to, as far as links that root made go; `undefined` where nothing is there. links in directories that others
 * may change are not followed: they lead where others like
 */
function settle(path: string): string | undefined {
  let left = path.split('/').filter(Boolean);
  let links = 0;
  let at = '';
  let ours = isOursAlong('');
  while (left.length > 0) {
    const [name = '', ...rest] = left;
    if (!ours) return [at, ...left].join('/');
    const target = readLink(`${at}/${name}`);
    if (target === undefined) return undefined;
    if (target === '') {
      at = name === '..' ? at.slice(0, Math.max(at.lastIndexOf('/'), 0)) : name === '.' ? at : `${at}/${name}`;
      left = rest;
    } else {
      if (++links > MOST_LINKS) return undefined;
      if (target.startsWith('/')) at = '';
      left = [...target.split('/').filter(Boolean), ...rest];
    }
    ours = isOursAlong(at);
  }
  return at === '' ? undefined : at;
}

// the target; empty for what is no link
function readLink(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : '';
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

function isOursAlong(path: string): boolean {
  if (!isOurs('/')) return false;
  const names = path.split('/').filter(Boolean);
  return names.every((_, index) => isOurs(`/${names.slice(0, index + 1).join('/')}`));
}

function isOurs(path: string): boolean {
  return isTrusted(lstatSync(path, { bigint: true }));
}
