import { closeSync, constants, fstatSync, openSync, realpathSync, type BigIntStats } from 'node:fs';
import { dirname, join, basename } from 'node:path/posix';
import { codeOf, refusal } from './errno.js';
import { isTrusted } from './trust.js';

// node has no name for it; a descriptor that only names the object, opening nothing
const O_PATH = 0x200000;
const DIRECTORY = O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW;
const OBJECT = O_PATH | constants.O_NOFOLLOW;

/** a path pinned by descriptors: names may change from here on, these objects do not */
export interface PinnedPath {
  readonly path: string;
  readonly name: string;
  /** the directory that holds the name */
  readonly parentFd: number;
  readonly parent: BigIntStats;
  /** `undefined` where nothing has the name */
  readonly fd: number | undefined;
  readonly stats: BigIntStats | undefined;
  /** each directory on the way, from `/` down */
  readonly directories: readonly BigIntStats[];
  close(): void;
}

/** how a descriptor is spelled as a path: node has no openat, and this is one */
export function pathOf(fd: number, name?: string): string {
  return name === undefined ? `/proc/self/fd/${fd}` : `/proc/self/fd/${fd}/${name}`;
}

/**
 * opens each component below the one before, following no link. `trusting` looks into any directory; root does not: below
 * what others may change anything can lie, a file system that never answers among it
 */
export function walk(path: string, trusting = true): PinnedPath {
  const names = components(path);
  const name = names.pop();
  if (name === undefined) throw Object.assign(new Error('the root directory is no file'), { code: 'EISDIR' });
  const directories: BigIntStats[] = [];
  let parentFd = openSync('/', DIRECTORY);
  try {
    directories.push(fstatSync(parentFd, { bigint: true }));
    for (const component of names) {
      assertTrustedDirectory(directories.at(-1), trusting);
      const next = openSync(pathOf(parentFd, component), DIRECTORY);
      closeSync(parentFd);
      parentFd = next;
      directories.push(fstatSync(parentFd, { bigint: true }));
    }
    assertTrustedDirectory(directories.at(-1), trusting);
    const fd = openObject(parentFd, name);
    return finish(path, name, parentFd, directories, fd);
  } catch (error) {
    closeSync(parentFd);
    throw error;
  }
}

function assertTrustedDirectory(directory: BigIntStats | undefined, trusting: boolean): void {
  if (!trusting && directory && !isTrusted(directory)) throw refusal('untrusted', '');
}

function finish(
  path: string,
  name: string,
  parentFd: number,
  directories: BigIntStats[],
  fd: number | undefined,
): PinnedPath {
  return {
    path,
    name,
    parentFd,
    parent: fstatSync(parentFd, { bigint: true }),
    fd,
    stats: fd === undefined ? undefined : fstatSync(fd, { bigint: true }),
    directories,
    close: () => {
      closeSync(parentFd);
      if (fd !== undefined) closeSync(fd);
    },
  };
}

function openObject(parentFd: number, name: string): number | undefined {
  try {
    return openSync(pathOf(parentFd, name), OBJECT);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** names between the slashes; refuses what is not absolute, or not in normal form */
export function components(path: string): string[] {
  const [first, ...names] = path.split('/');
  const bad = names.some(name => name === '' || name === '.' || name === '..' || name.includes('\0'));
  if (first !== '' || !path.startsWith('/') || (bad && path !== '/')) {
    throw Object.assign(new Error('not an absolute path in normal form'), { code: 'EINVAL' });
  }
  return path === '/' ? [] : names;
}

/** resolves symbolic links with this process's own rights; the walk that follows trusts none of the result */
export function resolveLinks(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return join(realpathSync.native(dirname(path)), basename(path));
  }
}
