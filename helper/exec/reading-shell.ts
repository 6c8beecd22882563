import { OperatorError } from '../../interfaces/errors.js';
import { temporary } from '../system/sandbox/sandboxes.js';
import { filter } from '../system/units/unit-property.js';
import type { UnitProperty } from '../system/units/unit-starter.js';

const SHELL = '/bin/sh';

/** on each system that has perl; it makes system calls for which a unit has no property */
const LAUNCHER = '/usr/bin/perl';

// those of landlock are the same for both
const CALLS: Readonly<Record<string, string>> = {
  x64: 'fcntl => 72, ioctl => 16, prlimit => 302, prctl => 157, socket => 41',
  arm64: 'fcntl => 25, ioctl => 29, prlimit => 261, prctl => 167, socket => 198',
};

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

// a file that reports by a signal may report to any process of the same person, with any signal; and `prlimit` may limit
// any. a netlink socket of a protocol that is not the kernel's carries what is read to any process: only those that tell of
// the network stay. each block: load the number, pass over the rest unless it is this call, load the argument, refuse the values
const NOBODY_REACHED = `
my @filter;
sub op { push @filter, pack 'SCCL', @_ }
sub refuse {
  my ($call, @values) = @_;
  op(0x20, 0, 0, 0);
  op(0x15, 0, 1 + 2 * @values, $call);
  op(0x20, 0, 0, 24);
  for (@values) { op(0x15, 0, 1, $_); op(0x06, 0, 0, 0x50001) }
}
# all but these values of the third argument are refused
sub only {
  my ($call, @values) = @_;
  op(0x20, 0, 0, 0);
  op(0x15, 0, 2 + @values, $call);
  op(0x20, 0, 0, 32);
  for (0 .. $#values) { op(0x15, @values - $_, 0, $values[$_]) }
  op(0x06, 0, 0, 0x50001);
}
refuse($call{fcntl}, 8, 10, 15, 1024);
refuse($call{ioctl}, 0x8901, 0x8902);
op(0x20, 0, 0, 0);
op(0x15, 0, 3, $call{prlimit});
op(0x20, 0, 0, 16);
op(0x15, 1, 0, 0);
op(0x06, 0, 0, 0x50001);
only($call{socket}, 0, 4);
op(0x06, 0, 0, 0x7fff0000);
my $code = join '', @filter;
my $program = pack 'Sx6P', scalar @filter, $code;
fail('seccomp') if syscall $call{prctl}, 22, 2, $program;
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
  const calls = CALLS[process.arch];
  if (calls === undefined) throw new OperatorError('failed', `look: no system calls are known for ${process.arch}`);
  const launch = `
my %call = (${calls});
$ENV{LOOK} = do { local $/; <STDIN> };
sub fail { print STDERR "look: $_[0]: $!: nothing was run\\n"; exit 126 }
${NOTHING_WRITTEN}${NOBODY_REACHED}
exec { '${SHELL}' } 'sh', '-c', 'eval "unset LOOK;$LOOK"' or fail('${SHELL}');
`;
  return { program: LAUNCHER, argv: ['perl', '-f', '-e', launch], stdin: script };
}
