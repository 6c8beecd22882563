import { chmodSync, lstatSync, mkdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import { COVER } from '../calls/cover.js';
import { codeOf } from '../errno.js';
import { namesOf, otherNamesOf, readTable } from '../mount-names.js';
import { expand } from '../path-patterns.js';
import { isTrusted } from '../trust.js';
import { OURS, RUN, tableLine } from './stage.js';

const OWN = /^\/(proc|sys|dev|run)(\/|$)/;
const DIRECTORIES = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
/** names in one directory; where a pattern finds more, the directory is out of sight as a whole */
const MOST_IN_ONE = 64;
const MOST_LINKS = 40;

/** in place of a program: says that it does nothing here, and leaves its name for us */
const STUB = `#!/bin/sh
name=\${0##*/}
: > "${OURS}/refused/$name"
echo "$name: acts on the running system, so it does nothing in a rehearsal" >&2
exit 126
`;

export interface Masks {
  /** table of mounts that are made from within the copy */
  readonly table: string;
  /** input of the program that covers places, from within the copy as well */
  readonly covers: string;
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
  writeFileSync(`${own}/masks/nothing`, '', { mode: 0o000 });
  mkdirSync(`${own}/masks/empty`, { mode: 0o000 });
  writeFileSync(`${own}/cover`, COVER, { mode: 0o400 });
  mkdirSync(`${own}/refused`);
  chmodSync(`${own}/refused`, 0o1777);
  const programs = live.flatMap(name => DIRECTORIES.map(directory => `${directory}/${name}`));
  const table = readTable();
  const named = denied.filter(place => !OWN.test(place)).flatMap(expand);
  const others = [...named.flatMap(place => namesOf(place, table)), ...otherNamesOf(denied, table)];
  const secrets = wholeWhereMany([...named, ...others.filter(place => !OWN.test(place))]);
  const covers = [
    ...settleAll(programs).map(path => ['stub', path]),
    ...[...settleAll(secrets), ...covered].map(path => ['hide', path]),
  ];
  return {
    // a place bound from a read-only mount is read-only
    table: tableLine(`${OURS}/masks`, `${OURS}/masks`, 'none', 'bind,ro,nosuid,nodev'),
    covers: covers.flatMap(pair => pair.map(word => `${word}\0`)).join(''),
  };
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
