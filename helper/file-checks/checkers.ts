import { findAnywhere } from '../exec/programs.js';
import { isWithin } from '../worker/path-patterns.js';

/** a program that tells whether the configuration of its owner is one that it takes */
export interface Checker {
  /** files that it reads; `*` stands for anything within one name, and what lies below is meant too */
  readonly files: readonly string[];
  readonly program: string;
  /** it reads the files at their own places: the new content is laid over the old one for it */
  readonly args: readonly string[];
  /** places that are hidden from other programs and that it cannot do without */
  readonly sees: readonly string[];
  /** empty directories that it writes to */
  readonly writes: readonly string[];
  /** true for one that opens the ports that it would listen on, in a network of its own */
  readonly listens: boolean;
}

const NOTHING = { sees: [], writes: [], listens: false } as const;

const CHECKERS: readonly Checker[] = [
  {
    ...NOTHING,
    files: ['/etc/ssh/sshd_config', '/etc/ssh/sshd_config.d'],
    program: 'sshd',
    args: ['-t'],
    // without a key of the host it says no to any configuration
    sees: ['/etc/ssh'],
    writes: ['/run/sshd'],
  },
  {
    files: ['/etc/nginx'],
    program: 'nginx',
    args: ['-t', '-q'],
    sees: ['/etc/ssl/private'],
    writes: ['/run', '/var/log/nginx', '/var/lib/nginx'],
    listens: true,
  },
  { ...NOTHING, files: ['/etc/fstab'], program: 'findmnt', args: ['--verify', '--tab-file', '/etc/fstab'] },
  { ...NOTHING, files: ['/etc/bind'], program: 'named-checkconf', args: [] },
];

export function checkerOf(path: string): Checker | undefined {
  return CHECKERS.find(({ files }) => isWithin(path, files));
}

/** `sshd -t` */
export function spell({ program, args }: Checker): string {
  return [program, ...args].join(' ');
}

/** absolute path of the program; empty where it is not installed */
export function locate({ program }: Checker): string {
  return findAnywhere(program);
}
