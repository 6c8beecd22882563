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

/** programs that act on the running system: in a copy of the machine they would do nothing, or only pretend to */
export const LIVE_PROGRAMS: readonly string[] = Object.values(BY_KIND).flatMap(names => names.split(' '));
