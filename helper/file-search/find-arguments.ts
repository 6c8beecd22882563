export const SORTS = ['name', 'size', 'time'] as const;
export const ONLY = ['files', 'directories', 'links', 'all'] as const;

/** files that are looked for */
export interface Search {
  readonly path: string;
  /** part of a name, or a pattern with `*` and `?`; empty for any */
  readonly match: string;
  readonly only: (typeof ONLY)[number];
  /** in bytes */
  readonly largerThan: number | undefined;
  readonly smallerThan: number | undefined;
  readonly changedWithinDays: number | undefined;
  readonly unchangedForDays: number | undefined;
}

const LETTERS = { files: 'f', directories: 'd', links: 'l' } as const;
// file systems of the kernel, without end, or of another machine that may not answer
const NO_FILES = ['proc', 'sysfs', 'devtmpfs', 'devpts', 'cgroup2', 'tracefs', 'debugfs', 'securityfs', 'autofs'];
const MINUTES = 24 * 60;

export const FIND = '/usr/bin/find';

/** program and arguments: for each hit its kind, size, time in seconds and path, with a zero byte behind it */
export function findArguments(search: Search): string[] {
  const { path, match, only } = search;
  const skipped = NO_FILES.flatMap((type, at) => [...(at === 0 ? [] : ['-o']), '-fstype', type]);
  return [
    FIND,
    '-P',
    path,
    '-mindepth',
    '1',
    '(',
    ...skipped,
    ')',
    '-prune',
    '-o',
    ...(only === 'all' ? [] : ['-type', LETTERS[only]]),
    ...(match === '' ? [] : ['-iname', toPattern(match)]),
    ...sizes(search),
    ...ages(search),
    '-printf',
    '%y\\t%s\\t%T@\\t%p\\0',
  ];
}

function toPattern(match: string): string {
  return /[*?]/.test(match)
    ? match.replaceAll(/[[\\]/g, String.raw`\$&`)
    : `*${match.replaceAll(/[[\\]/g, String.raw`\$&`)}*`;
}

function sizes({ largerThan, smallerThan }: Search): string[] {
  return [
    ...(largerThan === undefined ? [] : ['-size', `+${largerThan}c`]),
    ...(smallerThan === undefined ? [] : ['-size', `-${smallerThan}c`]),
  ];
}

function ages({ changedWithinDays, unchangedForDays }: Search): string[] {
  return [
    ...(changedWithinDays === undefined ? [] : ['-mmin', `-${changedWithinDays * MINUTES}`]),
    ...(unchangedForDays === undefined ? [] : ['-mmin', `+${unchangedForDays * MINUTES}`]),
  ];
}
