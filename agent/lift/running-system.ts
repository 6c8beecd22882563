import { LIVE_PROGRAMS } from '../../interfaces/live-programs.js';
import type { Text } from './word.js';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

// programs of the desktop, of packages and of disks: the copy lacks what they speak to
const LIVE = new Set([
  ...LIVE_PROGRAMS,
  ...words(
    'dpkg dpkg-reconfigure hostname ssh scp sftp rfkill pactl pacmd wpctl amixer alsactl xrandr wlr-randr setxkbmap xinput xset ' +
      'xmodmap gsettings dconf brightnessctl light xbacklight fdisk sfdisk parted exportfs notify-send xdg-open ' +
      'update-initramfs update-grub grub-install smartctl hdparm screen tmux crontab eject lp lpr lpadmin',
  ),
]);
const DISK_MAKER = /^(?:mkfs|mkswap|wipefs|blkdiscard|fsck|tune2fs|resize2fs)(?:\..*)?$/;

/** true for programs that act on the running system: a copy of the machine could not show what they do */
export function actsLive(program: string): boolean {
  return LIVE.has(program) || DISK_MAKER.test(program);
}

const SHOWS_LIVE = words(
  'ps pgrep pidof pstree top htop atop vmstat iostat mpstat pidstat sar w who users uptime free df lsof ss netstat lsblk lsusb ' +
    'lspci lsmod lscpu lsns lslocks lsipc lsmem lshw dmidecode inxi blkid findmnt mountpoint sensors acpi upower journalctl ' +
    'systemd-analyze lpstat',
);

/** true for programs that print what the running system is like: a copy has processes, mounts and devices of its own */
export function showsLive(program: string): boolean {
  return SHOWS_LIVE.has(program);
}

const WAITS = words('sleep wait inotifywait fswatch');

/** true for programs that only let time pass: what stands behind them was meant for later */
export function waits(program: string): boolean {
  return WAITS.has(program);
}

const NETWORK = words(
  'curl wget aria2c axel ftp lftp telnet nc ncat netcat socat ping ping6 dig host nslookup whois traceroute tracepath mtr ' +
    'rclone yt-dlp youtube-dl certbot mail mailx mutt msmtp sendmail smbclient gh',
);
/** subcommands that fetch or send something */
const FETCHING: Readonly<Record<string, ReadonlySet<string>>> = {
  git: words('clone fetch pull push ls-remote submodule'),
  svn: words('checkout co update up commit ci'),
  hg: words('clone pull push'),
  npm: words('install i ci add update publish exec create'),
  npx: words(''),
  yarn: words('install add upgrade'),
  pnpm: words('install i add update'),
  pip: words('install download'),
  pip3: words('install download'),
  pipx: words('install upgrade'),
  uv: words('add sync pip tool'),
  cargo: words('install add update fetch publish build'),
  go: words('get install'),
  gem: words('install update'),
  composer: words('install require update'),
};
const REMOTE = /^(?:[\w.-]+@)?[\w.-]+:|^rsync:\/\//;

/** true for a command that fetches or sends something: there is no network in a copy */
export function wantsNetwork(program: string, args: readonly Text[]): boolean {
  if (NETWORK.has(program)) return true;
  const plain = args.flatMap(arg => (arg.known ? [arg.text] : []));
  if (program === 'rsync') return plain.some(arg => !arg.startsWith('-') && REMOTE.test(arg));
  const subcommand = plain.find(arg => !arg.startsWith('-')) ?? '';
  return program === 'npx' || FETCHING[program]?.has(subcommand) === true;
}

const OWN = /^\/(?:proc|sys|dev|run|var\/run)(?:\/|$)/;
const HARMLESS = /^\/dev\/(?:null|zero|full|u?random|std(?:in|out|err)|fd\/\d+)$/;

/** true for files that are the running system itself: the copy has its own, or none */
export function isLivePlace(path: string): boolean {
  return OWN.test(path) && !HARMLESS.test(path);
}
