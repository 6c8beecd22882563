/**
 * a file system of a person's own, spoken by hand: `secret` is a file, `hang` is never answered. perl is on every debian, and
 * node has no mount(2); the numbers are those of linux/fuse.h
 */
export const FUSE_SERVER = String.raw`
  my $top = shift;
  sysopen(F, "/dev/fuse", 2) or die "fuse: $!";
  my ($type, $data) = ("fuse", "fd=" . fileno(F) . ",rootmode=40755,user_id=0,group_id=0,allow_other");
  syscall(165, $type, $top, $type, 0, $data) == 0 or die "mount: $!";
  sub attr { my ($ino) = @_; my $mode = $ino == 1 ? 040755 : 0100644;
    return pack("Q6L10", $ino, 6, 8, 1, 1, 1, 0, 0, 0, $mode, 1, 0, 0, 0, 4096, 0) }
  my $in;
  while (sysread(F, $in, 200000)) {
    my ($len, $op, $unique, $node) = unpack("LLQQ", $in);
    my $rest = substr($in, 40);
    my ($error, $out) = (0, "");
    next if $op == 2 || $op == 42;
    if ($op == 26) { $out = pack("L4SSLLSSL8", 7, 31, 4096, 0, 8, 6, 4096, 1, 0, 0, (0) x 8) }
    elsif ($op == 1) {
      my $name = unpack("Z*", $rest);
      next if $name eq "hang";
      if ($name eq "secret") { $out = pack("Q4LL", 2, 0, 0, 0, 0, 0) . attr(2) } else { $error = -2 } }
    elsif ($op == 3) { $out = pack("QLL", 0, 0, 0) . attr($node) }
    elsif ($op == 14 || $op == 27) { $out = pack("QLL", 1, 0, 0) }
    elsif ($op == 15) { $out = "secret" }
    elsif ($op == 17) { $out = pack("Q5L10", (0) x 15) }
    elsif ($op == 18 || $op == 25 || $op == 29) { }
    else { $error = -38 }
    syswrite(F, pack("LlQ", 16 + length($out), $error, $unique) . $out);
  }`;
