const BY_KIND = {
  services:
    'systemctl service invoke-rc.d initctl telinit init systemd-run busctl reboot shutdown poweroff halt at batch ' +
    'hostnamectl timedatectl localectl loginctl machinectl resolvectl networkctl udevadm hwclock bootctl kexec wall',
  packages: 'apt apt-get aptitude snap flatpak pkcon dnf yum pacman zypper',
  networks:
    'ip ifconfig route ifup ifdown nmcli iw iwconfig wpa_cli ethtool bridge tc nft iptables ip6tables ipset ufw ' +
    'firewall-cmd wg wg-quick dhclient bluetoothctl',
  disks: 'mount umount swapon swapoff losetup cryptsetup lvm mdadm udisksctl fsfreeze quotaon quotaoff',
  kernel: 'sysctl modprobe insmod rmmod kmod dmesg auditctl setenforce',
  processes: 'kill killall pkill renice fuser',
  containers: 'docker podman nerdctl ctr kubectl lxc incus virsh runc systemd-nspawn',
};

/** programs that act on the running system: in a copy they would do nothing, or only pretend to */
export const LIVE_PROGRAMS: readonly string[] = Object.values(BY_KIND).flatMap(names => names.split(' '));

const LIVE = new Set(LIVE_PROGRAMS);

// words that only run the command after them
const BEFORE =
  /^(?:sudo|doas|env|exec|command|nohup|time|nice|ionice|xargs|then|do|else|elif|if|while|until|!|\{|builtin)$/;
const PARTS = /\n|;|&|\||\(|\)|`|\{\s/;
const ASSIGNMENT = /^[A-Za-z_][A-Za-z0-9_]*=/;
const OPTION = /^-/;

/**
 * the first command of a script that acts on the running system, as far as its text shows: said before anything runs.
 * what it does not show is caught in the copy, where these programs only leave their name
 */
export function findLive(script: string): string | undefined {
  for (const part of script.split(PARTS)) {
    const name = commandOf(part.trim().split(/\s+/));
    if (name !== undefined && LIVE.has(name)) return name;
  }
  return undefined;
}

function commandOf(words: readonly string[]): string | undefined {
  const word = words.find(each => !(BEFORE.test(each) || ASSIGNMENT.test(each) || OPTION.test(each)));
  return word
    ?.replaceAll(/["'\\]/g, '')
    .split('/')
    .at(-1);
}
