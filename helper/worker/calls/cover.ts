import { constants } from 'node:fs';
import { refusal } from '../errno.js';

/** numbers of mount(2), for which node has no call */
const CALLS: Readonly<Record<string, number>> = { x64: 165, arm64: 40, riscv64: 40 };
const O_PATH = 0x200000;
const MS_BIND = 4096;
const NOT_THERE = { ENOENT: 2, ENOTDIR: 20, ELOOP: 40 };

/**
 * puts masks on places: pairs of a kind and a path, each with a zero byte after it. a place is pinned name by name, no link is
 * followed, and the mount is made on what was pinned: it lies where it was meant to, whatever is exchanged meanwhile. a link,
 * and what is not there, hides nothing. each place that is hidden gets a veil of its own, named by its turn, in a directory that
 * is handed over open. perl-base is on every debian
 */
export const COVER = `
my ($stub, $veils, $call, $flags, $bind, @codes) = @ARGV;
my ($type_name, $turn, %none) = ("none", -1, map { $_ => 1 } @codes);
$/ = "\\0";
while (defined(my $kind = <STDIN>)) {
  $turn++; my $path = <STDIN>; chomp($kind, $path);
  my ($at, @held) = ("/");
  for my $name (split m{/}, substr($path, 1)) {
    if (!sysopen(my $next, "$at/$name", $flags)) {
      die "a place could not be looked at\\n" if !$none{$! + 0};
      @held = (); last;
    } else { push @held, $next; $at = "/proc/self/fd/" . fileno $next; }
  }
  next if !@held;
  my $type = (stat $held[-1])[2] & 0170000;
  next if $type == 0120000 || $kind eq "stub" && $type != 0100000;
  my $mask = $kind eq "stub" ? $stub : "$veils/$turn";
  if ($kind ne "stub") {
    ($type == 0040000 ? mkdir($mask, 0) : sysopen(my $veil, $mask, 0301, 0)) or die "no veil could be made\\n";
  }
  die "a place could not be hidden\\n" if syscall($call + 0, $mask, $at, $type_name, $bind + 0, 0);
}
`;

/** arguments of the program that follow its own name; the stub lies in a read-only mount */
export function coverArguments(stub: string, veils: string): string[] {
  const call = CALLS[process.arch];
  if (call === undefined) throw refusal('unfit', 'places cannot be hidden on this processor');
  return [stub, veils, call, O_PATH | constants.O_NOFOLLOW, MS_BIND, ...Object.values(NOT_THERE)].map(String);
}
