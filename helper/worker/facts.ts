import { accessSync, constants, statfsSync, type BigIntStats } from 'node:fs';
import type { WorkerFacts, InspectRequest, PathKind } from './protocol.js';
import { isMountPoint } from './file-flags.js';
import { namesOf } from './mount-names.js';
import { identify, isAliasOf, isWithin, survey } from './path-patterns.js';
import { isTrusted } from './trust.js';
import { pathOf, type PinnedPath } from './pinned-path.js';

// file systems of a disk or of memory; never proc, sysfs, cgroup, fuse or a network's
const LOCAL = new Set([
  0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0xf2f52010, 0x2fc12fc1, 0xca451a4e, 0x4d44, 0x2011bab0,
  0x858458f6, 0x73717368, 0xe0f5e1e2, 0x3153464a, 0x7366746e, 0x9660, 0x15013346,
]);

// nfs, cifs, smb2, fuse, 9p, ceph, afs, ecryptfs: whoever answers for these may lie or never answer, which harms
// somebody that is asked there as themselves no more than any program of theirs
const OF_OTHERS = new Set([
  0x6969, 0xff534d42, 0xfe534d42, 0x65735546, 0x01021997, 0x00c36400, 0x5346414f, 0x6b414653, 0xf15f,
]);
const isRoot = process.getuid?.() === 0;

/** all that is learnt without opening the object; `sha256` is filled in by who may read it */
export function factsOf(
  pinned: PinnedPath,
  { denied, code, data }: Pick<InspectRequest, 'denied' | 'code' | 'data'>,
): WorkerFacts {
  const { path, stats, parent } = pinned;
  const way = stats === undefined ? pinned.directories : [...pinned.directories, stats];
  const judged = judgeDenied(pinned, denied, way);
  return {
    path,
    kind: kindOf(stats),
    dev: String(stats?.dev ?? 0),
    ino: String(stats?.ino ?? 0),
    size: Number(stats?.size ?? 0),
    mode: Number((stats?.mode ?? 0n) & 0o7777n),
    uid: Number(stats?.uid ?? 0),
    gid: Number(stats?.gid ?? 0),
    nlink: Number(stats?.nlink ?? 0),
    mtimeNs: String(stats?.mtimeNs ?? 0),
    ctimeNs: String(stats?.ctimeNs ?? 0),
    parentDev: String(parent.dev),
    parentIno: String(parent.ino),
    parentWritable: may(pinned.parentFd, constants.W_OK | constants.X_OK),
    readable: stats?.isFile() === true && pinned.fd !== undefined && may(pinned.fd, constants.R_OK),
    local: isLocal(pinned.parentFd) && (pinned.fd === undefined || stats?.isFile() !== true || isLocal(pinned.fd)),
    trusted: pinned.directories.every(isTrusted),
    ...judged,
    code: isCode(pinned, { code, data }) || (isAliasOf(way, code) && !isWithin(path, data)),
    mountPoint: isMountPoint(pinned),
    fixed: 'no',
    sha256: '',
  };
}

// a file with several names may be one that this process cannot see: root is asked then, and to root itself it is denied
function judgeDenied(
  { path, stats }: PinnedPath,
  denied: readonly string[],
  way: readonly BigIntStats[],
): Pick<WorkerFacts, 'denied' | 'unsure'> {
  const { objects, whole, crowdedBy } = survey(denied);
  const known = namesOf(path)
    .map(name => isWithin(name, denied))
    .includes(true);
  const met = way.filter(one => objects.has(identify(one))).length > 0;
  const unsure = stats?.isFile() === true && stats.nlink > 1n && (!whole || crowdedBy.has(Number(stats.uid)));
  return { denied: known || met || (unsure && isRoot), unsure: unsure && !isRoot };
}

// also where a part of a file system is mounted twice, under each of its names; homes may lie in such a part, and are people's
function isCode({ path, directories }: PinnedPath, { code, data }: Pick<InspectRequest, 'code' | 'data'>): boolean {
  const names = namesOf(path).map(name => isWithin(name, code) && !isWithin(name, data));
  return (isWithin(path, code) && !isWithin(path, data)) || (directories.every(isTrusted) && names.includes(true));
}

const IDENTITY = ['kind', 'dev', 'ino', 'mode', 'uid', 'gid', 'nlink'] as const;
const WAY = ['path', 'parentDev', 'parentIno', 'trusted', 'denied', 'code', 'local', 'mountPoint'] as const;
const CONTENT = ['size', 'mtimeNs', 'ctimeNs'] as const;

/** the same object at the end of the same way */
export function sameIdentity(before: WorkerFacts, now: WorkerFacts): boolean {
  return [...IDENTITY, ...WAY].every(key => before[key] === now[key]);
}

/** and with the same content: a change of it shows in size and times */
export function sameObject(before: WorkerFacts, now: WorkerFacts): boolean {
  return sameIdentity(before, now) && CONTENT.every(key => before[key] === now[key]);
}

function kindOf(stats: BigIntStats | undefined): PathKind {
  if (stats === undefined) return 'missing';
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : 'other';
}

export function isLocal(fd: number): boolean {
  const { type } = statfsSync(pathOf(fd));
  return LOCAL.has(type) || (!isRoot && OF_OTHERS.has(type >>> 0));
}

function may(fd: number, access: number): boolean {
  try {
    accessSync(pathOf(fd), access);
    return true;
  } catch {
    return false;
  }
}
