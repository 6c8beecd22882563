import { spawnSync } from 'node:child_process';
import { refusal } from '../errno.js';

const TIMEOUT_MS = 60_000;
const MAX_OUTPUT = 64 * 1024 * 1024;
/** numbers of llistxattr(2), for which node has no call */
const CALLS: Readonly<Record<string, number>> = { x64: 195, arm64: 12, riscv64: 12 };
// a label is the policy's to give
const GIVEN = new Set(['security.selinux']);
const NO_SUCH = { ENOENT: 2, ENOTDIR: 20, EOPNOTSUPP: 95 };

// paths with zero bytes between them; a line for each, names in hex. perl-base is on every debian
const LIST = `
$/ = "\\0"; my ($call, %none) = (shift, map { $_ => 1 } @ARGV);
while (my $path = <STDIN>) {
  chomp $path; my $names = "\\0" x 65536;
  my $count = syscall($call, $path, $names, 65536);
  die "attributes\\n" if $count < 0 && !$none{$! + 0};
  print join(" ", map { unpack("H*", $_) } split(/\\0/, $count > 0 ? substr($names, 0, $count) : "")), "\\n";
}`;

/** names of the extended attributes of each path, access lists and capabilities among them; none where nothing is there */
export function listAttributes(paths: readonly string[]): string[][] {
  const call = CALLS[process.arch];
  if (call === undefined) throw refusal('unfit', 'attributes of files cannot be looked at on this processor');
  if (paths.length === 0) return [];
  const ran = spawnSync('/usr/bin/perl', ['-e', LIST, String(call), ...Object.values(NO_SUCH).map(String)], {
    input: `${paths.join('\0')}\0`,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {},
    cwd: '/',
    timeout: TIMEOUT_MS,
    maxBuffer: MAX_OUTPUT,
  });
  const lines = String(ran.stdout).split('\n').slice(0, -1);
  if (ran.status !== 0 || lines.length !== paths.length) {
    throw refusal('unfit', 'attributes of files could not be looked at, so none of it is done');
  }
  return lines.map(line => line.split(' ').filter(Boolean).map(fromHex).filter(isKept));
}

function fromHex(hex: string): string {
  return Buffer.from(hex, 'hex').toString('latin1');
}

function isKept(name: string): boolean {
  return !GIVEN.has(name);
}
