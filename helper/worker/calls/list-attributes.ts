import { spawnSync } from 'node:child_process';
import { refusal } from '../errno.js';

const TIMEOUT_MS = 60_000;
const MAX_OUTPUT = 64 * 1024 * 1024;
/** numbers of llistxattr(2) and lgetxattr(2), for which node has no call */
const CALLS: Readonly<Record<string, readonly [number, number]>> = {
  x64: [195, 192],
  arm64: [12, 9],
  riscv64: [12, 9],
};
// a label is the policy's to give
const GIVEN = new Set(['security.selinux']);
const NO_SUCH = { ENOENT: 2, ENOTDIR: 20, EOPNOTSUPP: 95 };

// paths with zero bytes between them; a line for each, names and values in hex. perl-base is on every debian
const LIST = `
$/ = "\\0"; my ($list, $get, %none) = (shift, shift, map { $_ => 1 } @ARGV); $_ += 0 for $list, $get;
sub pair {
  my ($path, $name, $value) = (@_, "\\0" x 65536);
  my $size = syscall($get, $path, $name, $value, 65536);
  return unpack("H*", $name) . ":" . ($size < 0 ? "" : unpack("H*", substr($value, 0, $size)));
}
while (my $path = <STDIN>) {
  chomp $path; my $names = "\\0" x 65536;
  my $count = syscall($list, $path, $names, 65536);
  die "attributes\\n" if $count < 0 && !$none{$! + 0};
  print join(" ", map { pair($path, $_) } split(/\\0/, $count > 0 ? substr($names, 0, $count) : "")), "\\n";
}`;

export interface Attribute {
  readonly name: string;
  /** hex; empty also where it may not be read */
  readonly value: string;
}

/** names of the extended attributes of each path, access lists and capabilities among them; none where nothing is there */
export function listAttributes(paths: readonly string[]): string[][] {
  return readAttributes(paths).map(attributes => attributes.map(({ name }) => name));
}

/** the same with their values */
export function readAttributes(paths: readonly string[]): Attribute[][] {
  const calls = CALLS[process.arch];
  if (calls === undefined) throw refusal('unfit', 'attributes of files cannot be looked at on this processor');
  if (paths.length === 0) return [];
  const ran = spawnSync('/usr/bin/perl', ['-e', LIST, ...[...calls, ...Object.values(NO_SUCH)].map(String)], {
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
  return lines.map(line => line.split(' ').filter(Boolean).map(toAttribute).filter(isKept));
}

function toAttribute(pair: string): Attribute {
  const [name = '', value = ''] = pair.split(':');
  return { name: Buffer.from(name, 'hex').toString('latin1'), value };
}

function isKept({ name }: Attribute): boolean {
  return !GIVEN.has(name);
}
