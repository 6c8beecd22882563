import { temporary } from '../system/sandbox/sandboxes.js';
import { filterCalls, LAUNCHER, NETWORK_ONLY } from './launcher.js';
import { filter } from '../system/units/unit-property.js';
import type { UnitProperty } from '../system/units/unit-starter.js';

const SHELL = '/bin/sh';

// a pipe with a name takes writing in a mount that is read-only, and a terminal does: the kernel's landlock refuses both
const NOTHING_WRITTEN = `
my ($make, $add, $enter) = (444, 445, 446);
my ($write, $change) = (0x2, 0x1ff2);
my $attributes = pack 'Q', $change;
my $rules = syscall $make, $attributes, 8, 0;
fail('landlock') if $rules < 0;
for my $path ('/dev/null', '/dev/zero', '/dev/full') {
  open my $file, '<', $path or fail($path);
  my $rule = pack 'Ql', $write, fileno $file;
  fail($path) if syscall $add, $rules, 1, $rule, 0;
}
fail('landlock') if syscall $enter, $rules, 0;
opendir my $terminals, '/dev/pts' or fail('/dev/pts');
fail('terminals in sight') if grep /^[0-9p]/, readdir $terminals;
`;

// a file that reports by a signal may report to any process of the same person, with any signal; and `prlimit` may limit any
const NOBODY_REACHED = `
refuse($call{fcntl}, 8, 10, 15, 1024);
refuse($call{ioctl}, 0x8901, 0x8902);
op(0x20, 0, 0, 0);
op(0x15, 0, 3, $call{prlimit});
op(0x20, 0, 0, 16);
op(0x15, 1, 0, 0);
op(0x06, 0, 0, 0x50001);
`;

/** unit properties beside those of the cage: private devices leave the terminals, which the person may read and write, and
 * a lock on a file that is only read keeps others waiting. the calls let in only ever take something away */
export const NO_HANDS: readonly UnitProperty[] = [
  ...temporary('/dev/pts', 'ro'),
  filter('SystemCallFilter', false, ['flock']),
  filter('SystemCallFilter', true, ['landlock_create_ruleset', 'landlock_add_rule', 'landlock_restrict_self']),
];

export interface ReadingShell {
  readonly program: string;
  readonly argv: readonly string[];
  readonly stdin: string;
}

/**
 * program that runs a text in a shell which can write to nothing and reach nobody; the cage is around it. everybody can
 * read a unit's properties and a process's arguments, so the text comes by standard input, and on by the environment
 */
export function readingShell(script: string): ReadingShell {
  const launch = `
$ENV{LOOK} = do { local $/; <STDIN> };
sub fail { print STDERR "look: $_[0]: $!: nothing was run\\n"; exit 126 }
${NOTHING_WRITTEN}${filterCalls(NOBODY_REACHED + NETWORK_ONLY)}
exec { '${SHELL}' } 'sh', '-c', 'eval "unset LOOK;$LOOK"' or fail('${SHELL}');
`;
  return { program: LAUNCHER, argv: ['perl', '-f', '-e', launch], stdin: script };
}
