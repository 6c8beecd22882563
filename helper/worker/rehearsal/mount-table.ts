import { refusal } from '../errno.js';

export interface Mount {
  readonly path: string;
  readonly type: string;
  readonly readOnly: boolean;
  /** made by a person, for themselves */
  readonly personal: boolean;
}

/** which parts of the machine a copy is made of */
export interface CopyPlan {
  /** writable file systems, `/` first: each gets an overlay of its own */
  readonly layers: readonly string[];
  /** seen as they are, and only read */
  readonly readOnly: readonly string[];
  /** out of sight */
  readonly covered: readonly string[];
}

// local file systems that an overlay may lie on
const LOWER = new Set(['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'tmpfs', 'overlay', 'f2fs', 'bcachefs', 'zfs', 'jfs']);
// local file systems that cannot carry one, or never change
const READ = new Set(['vfat', 'exfat', 'ntfs3', 'squashfs', 'erofs', 'iso9660', 'udf', 'msdos']);
// replaced by the copy's own, with all that is mounted below
const OWN = ['/proc', '/sys', '/dev', '/run'];

/** the lines of `/proc/self/mountinfo` that are seen: what lies beneath another mount is reached by no path */
export function parseMounts(text: string): Mount[] {
  const lines = text.split('\n').flatMap(parseLine);
  const byPlace = new Map(lines.map(line => [keyOf(line.parent, line.path), line]));
  const ids = new Set(lines.map(({ id }) => id));
  const root = lines.find(({ path, parent }) => path === '/' && !ids.has(parent));
  if (!root) return lines;
  const seen = lines.filter(({ id, path }) => follow(root, path, byPlace).id === id);
  return seen.map(({ path, type, readOnly, personal }) => ({ path, type, readOnly, personal }));
}

interface Line extends Mount {
  readonly id: string;
  readonly parent: string;
}

function keyOf(parent: string, path: string): string {
  return `${parent} ${path}`;
}

// the mount that a path leads to
function follow(root: Line, path: string, byPlace: ReadonlyMap<string, Line>): Line {
  let at = root;
  const enter = (place: string): void => {
    for (let next = byPlace.get(keyOf(at.id, place)); next; next = byPlace.get(keyOf(at.id, place))) at = next;
  };
  enter('/');
  const names = path.split('/').slice(1);
  for (const index of names.keys()) enter(`/${names.slice(0, index + 1).join('/')}`);
  return at;
}

function parseLine(line: string): Line[] {
  const [left = '', right = ''] = line.split(' - ');
  const [id, parent, , , path, options] = left.split(' ');
  const [type, , superOptions = ''] = right.split(' ');
  if (id === undefined || parent === undefined || path === undefined || options === undefined) return [];
  if (type === undefined || type === '') return [];
  const personal = type.startsWith('fuse') && /(^|,)user_id=[1-9]/.test(superOptions);
  return [{ id, parent, path: unescape(path), type, readOnly: options.split(',').includes('ro'), personal }];
}

/**
 * throws with a sentence where a file system can neither be copied nor be left as it is. `onlyRead` tells of a local one whether
 * its top is such that no overlay has it
 */
export function planCopy(mounts: readonly Mount[], onlyRead: (path: string) => boolean): CopyPlan {
  const parts = mounts.filter(({ path }) => !OWN.some(own => path === own || path.startsWith(`${own}/`)));
  const sorted = parts.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const root = sorted.find(({ path }) => path === '/');
  if (!root || root.readOnly || !LOWER.has(root.type) || onlyRead('/')) {
    throw refusal('unfit', `a copy of a root file system of type ${root?.type ?? 'unknown'} cannot be made`);
  }
  const layers: string[] = [];
  const readOnly: string[] = [];
  const covered: string[] = [];
  for (const mount of sorted) {
    if (LOWER.has(mount.type) && !mount.readOnly && !onlyRead(mount.path)) layers.push(mount.path);
    else if (LOWER.has(mount.type) || READ.has(mount.type)) readOnly.push(mount.path);
    // another person's file system must not keep everybody from rehearsals, nor be looked into
    else if (mount.personal) covered.push(mount.path);
    else throw refuseMount(mount);
  }
  return { layers, readOnly, covered };
}

function refuseMount({ path, type }: Mount): Error {
  const why = `${path} is a file system of type ${type}`;
  return refusal('unfit', `${why}, of which no copy can be made: unmount it, or do this without a rehearsal`);
}

function unescape(path: string): string {
  return path.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
