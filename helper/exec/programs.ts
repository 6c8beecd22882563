import { lstatSync, realpathSync, statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path/posix';
import type { Bounds } from '../config/config.js';
import type { ConfinedProgram, RootProgram } from '../config/schema.js';
import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';

const SEARCHED = ['/usr/local/bin', '/usr/bin', '/usr/local/sbin', '/usr/sbin'];
// programs that run other commands or code, whatever the argument rules say
const INTERPRETER =
  /^(sh|bash|dash|zsh|ksh|fish|csh|tcsh|busybox|env|xargs|nohup|setsid|sudo|su|pkexec|runuser|setpriv|chroot|nsenter|unshare|ssh|vim?|vi|nano|ed|emacs|less|more|man|g?awk|mawk|sed|perl|python|ruby|node|nodejs|php|lua|tclsh|expect|gdb|find|tar|make)[\d.-]*$/;

export function findConfined(name: string, { programs }: Bounds): ConfinedProgram | undefined {
  return lookUp(name, programs);
}

export function findRoot(name: string, { rootPrograms }: Bounds): RootProgram | undefined {
  return lookUp(name, rootPrograms);
}

// a path counts as the program of that path, never as one of the same name elsewhere
function lookUp<T extends { readonly path: string }>(name: string, programs: ReadonlyMap<string, T>): T | undefined {
  if (!name.includes('/')) return programs.get(name);
  const merged = name.replace(/^\/(s?bin)\//, '/usr/$1/');
  return Array.from(programs.values()).find(program => program.path === merged);
}

/** a bare name in the directories of the system, a path as it stands; empty where there is none */
export function findAnywhere(name: string): string {
  if (name.startsWith('/')) return name;
  if (name.includes('/')) return '';
  return SEARCHED.map(directory => `${directory}/${name}`).find(isExecutable) ?? '';
}

/** refuses a program that somebody but root could have changed */
export function checkProgram(path: string): void {
  const real = resolve(path);
  for (let at = real; ; at = dirname(at)) {
    if (!isRoots(lstatSync(at))) throw refuse(path, "it, or a directory on its way, is not root's alone");
    if (at === '/') return;
  }
}

/** rejects interpreters for root: bounded arguments cannot keep them from running other programs */
export function checkNoInterpreter(path: string): void {
  const names = [path, resolve(path)].map(spelled => spelled.slice(spelled.lastIndexOf('/') + 1));
  if (names.some(name => INTERPRETER.test(name))) throw refuse(path, 'interpreters and their like never run as root');
}

function resolve(path: string): string {
  try {
    const real = realpathSync.native(path);
    if (isExecutable(real)) return real;
  } catch {
    // said below
  }
  throw new OperatorError('failed', `${display(path)} is not installed`);
}

function isExecutable(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true && (stats.mode & 0o111) !== 0;
}

// with an access list the bits of the group are its mask, so they excuse nobody
function isRoots(stats: Stats): boolean {
  return stats.uid === 0 && (stats.mode & 0o022) === 0;
}

function refuse(path: string, why: string): OperatorError {
  return new OperatorError('not-permitted', `${display(path)} is not run: ${why}`);
}
