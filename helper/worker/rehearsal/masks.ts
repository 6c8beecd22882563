import { chmodSync, lstatSync, mkdirSync, writeFileSync, type Stats } from 'node:fs';
import { resolveLinks } from '../pinned-path.js';
import { expand } from '../path-patterns.js';
import { OURS, RUN, tableLine } from './stage.js';

const OWN = /^\/(proc|sys|dev|run)(\/|$)/;
const DIRECTORIES = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** in place of a program: says that it does nothing here, and leaves its name for us */
const STUB = `#!/bin/sh
name=\${0##*/}
: > "${OURS}/refused/$name"
echo "$name: acts on the running system, so it does nothing in a rehearsal" >&2
exit 126
`;

/** puts what hides things into /run of the copy; returns the table of mounts that are made from within the copy */
export function hide(denied: readonly string[], live: readonly string[]): string {
  const own = `${RUN}/llm-os-rehearsal`;
  mkdirSync(own, { mode: 0o755 });
  chmodSync(own, 0o755);
  writeFileSync(`${own}/stub`, STUB);
  chmodSync(`${own}/stub`, 0o755);
  writeFileSync(`${own}/nothing`, '', { mode: 0o000 });
  mkdirSync(`${own}/empty`, { mode: 0o000 });
  mkdirSync(`${own}/refused`);
  chmodSync(`${own}/refused`, 0o1777);
  const programs = live.flatMap(name => DIRECTORIES.map(directory => `${directory}/${name}`));
  const stubs = places(programs).filter(({ stats }) => stats.isFile());
  const hidden = outermost(places(denied.filter(place => !OWN.test(place)).flatMap(expand)));
  return [
    ...stubs.map(({ path }) => tableLine(`${OURS}/stub`, path, 'none', 'bind,ro')),
    ...hidden.map(({ path, stats }) =>
      tableLine(`${OURS}/${stats.isDirectory() ? 'empty' : 'nothing'}`, path, 'none', 'bind,ro'),
    ),
  ].join('');
}

interface Place {
  readonly path: string;
  readonly stats: Stats;
}

// below one that is hidden nothing is left to mount on
function outermost(found: readonly Place[]): Place[] {
  return found.filter(({ path }) => !found.some(other => path.startsWith(`${other.path}/`)));
}

// each once, under its own name: a mount on a link would land where it leads, and several names share a program
function places(paths: readonly string[]): Place[] {
  const found = new Map<string, Place>();
  for (const path of paths) {
    const place = look(path);
    if (place) found.set(place.path, place);
  }
  return Array.from(found.values());
}

function look(path: string): Place | undefined {
  try {
    const real = resolveLinks(path);
    return { path: real, stats: lstatSync(real) };
  } catch {
    return undefined;
  }
}
