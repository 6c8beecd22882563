import { OperatorError } from '../../interfaces/errors.js';
import type { UnitProperty } from '../system/units/unit-starter.js';

/** on each system that has perl; it makes system calls for which a unit has no property */
export const LAUNCHER = '/usr/bin/perl';

// those of landlock are the same for both
const CALLS: Readonly<Record<string, string>> = {
  x64: 'fcntl => 72, ioctl => 16, prlimit => 302, prctl => 157, socket => 41',
  arm64: 'fcntl => 25, ioctl => 29, prlimit => 261, prctl => 167, socket => 198',
};

// each block: load the number, pass over the rest unless it is this call, load the argument, refuse the values
const PARTS = `
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
`;

// a netlink socket of a protocol that is not the kernel's carries what is read to any process: only those that tell of the
// network stay
export const NETWORK_ONLY = `
only($call{socket}, 0, 4);
`;

const ENTER = `
op(0x06, 0, 0, 0x7fff0000);
my $code = join '', @filter;
my $program = pack 'Sx6P', scalar @filter, $code;
fail('seccomp') if syscall $call{prctl}, 22, 2, $program;
`;

/** perl that puts a filter of system calls over itself, and what it runs; `fail` must be there, with a text */
export function filterCalls(rules: string): string {
  const calls = CALLS[process.arch];
  if (calls === undefined) throw new OperatorError('failed', `no system calls are known for ${process.arch}`);
  return `my %call = (${calls});${PARTS}${rules}${ENTER}`;
}

export interface Launched {
  readonly program: string;
  readonly argv: readonly string[];
}

/** status by which systemd says that a program could not be run */
const NOT_RUN = 203;

/** a program in a cage that shows the network, and so has sockets that could reach others: only the kernel's own stay */
export function launchIn(properties: readonly UnitProperty[], { program, argv }: Launched): Launched {
  if (!properties.some(hasNetlink)) return { program, argv };
  const launch = `
sub fail { print STDERR "the program was not run: $_[0]: $!\\n"; exit 126 }
${filterCalls(NETWORK_ONLY)}
my $run = shift;
exec { $run } @ARGV;
exit ${NOT_RUN};
`;
  return { program: LAUNCHER, argv: ['perl', '-f', '-e', launch, '--', program, ...argv] };
}

function hasNetlink([name, { value }]: UnitProperty): boolean {
  return name === 'RestrictAddressFamilies' && JSON.stringify(value).includes('AF_NETLINK');
}
