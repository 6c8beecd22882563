import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';
import type { Bounds } from '../config/config.js';
import { isCodePlace } from '../config/places.js';
import { isBelow, isWithin } from '../worker/path-patterns.js';
import type {} from '../worker/rehearsal/protocol.js';
import type { Wish } from '../worker/wish/wish.js';

// the machine does not start, or lets nobody in, without these as they are
const BASES = ['bin', 'boot', 'dev', 'efi', 'etc', 'home', 'lib', 'lib32', 'lib64', 'libx32', 'media', 'mnt', 'opt'];
const OTHERS = ['proc', 'root', 'run', 'sbin', 'srv', 'sys', 'tmp', 'usr', 'var'];
const ROOTS = [...BASES, ...OTHERS].map(name => `/${name}`);
const HOMES = ['/home/*'];
// below these one mode or owner for everything keeps ssh, sudo, apt or the boot from working
const MIXED = ['/usr/*', '/var/*', '/etc/*', '/boot/*'];

/** throws for a wish that would take a part of the system itself away, or level it */
export function refuseSystem(wish: Wish, home: string): void {
  const { verb, path } = wish;
  const takes = verb === 'move' || verb === 'delete';
  const levels = verb === 'chmod' && wish.recursive;
  if (!takes && !levels) return;
  const isRoot = ROOTS.includes(path) || isExactly(path, HOMES) || path === home;
  if (isRoot) throw refuse(path, 'it is a part of the system or the home of a person');
  if (levels && isExactly(path, MIXED))
    throw refuse(path, 'what lies below it has modes and owners that the system needs');
}

function isExactly(path: string, patterns: readonly string[]): boolean {
  const depth = path.split('/').length;
  return patterns.some(pattern => pattern.split('/').length === depth && isWithin(path, [pattern]));
}

function refuse(path: string, why: string): OperatorError {
  return new OperatorError('not-permitted', `${display(path)} is not changed as a whole: ${why}; name what is in it`);
}

/** true where the names alone say that code is run from a place, or from below it */
export function namesCode(wish: Wish, { paths }: Bounds): boolean {
  const named = 'to' in wish ? [wish.path, wish.to] : [wish.path];
  const given = givesAway(wish);
  const isWhole = ['move', 'delete', 'symlink'].includes(wish.verb) || (wish.verb === 'chmod' && wish.recursive);
  return named.some(path => {
    const isAbove = (isWhole || given) && isBelow(path, paths.code);
    return isAbove || (given && isBelow(path, ['/home/*/.*'])) || isCodePlace(path, paths);
  });
}

// somebody else decides from then on what lies below
function givesAway(wish: Wish): boolean {
  if (wish.verb !== 'chmod' && wish.verb !== 'mkdir') return false;
  return wish.owner !== '' || wish.group !== '' || mayOpen(wish.mode);
}

function mayOpen(mode: string): boolean {
  return /^[0-7]+$/.test(mode) ? (Number.parseInt(mode, 8) & 0o022) !== 0 : /[+=][rxX]*w/.test(mode);
}
