// programs that only look, whatever is given to them: what most requests for a program want
const LOOKING = new Set(
  (
    'cat head tail wc grep find ls stat file du df free uptime uname whoami id date hostname lscpu lsblk ps ip ss who w last sort uniq cut ' +
    'nproc echo pwd env journalctl groups users diff cmp sha256sum hostnamectl'
  ).split(' '),
);

export function onlyLooks(argv: unknown): boolean {
  return Array.isArray(argv) && LOOKING.has(String(argv[0]));
}
