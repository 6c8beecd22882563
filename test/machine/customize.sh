#!/bin/sh
# the finishing touches of a root: `customize.sh ROOT RECIPE`
set -eu
root=$1

inside() { chroot "$root" "$@"; }

inside useradd -m -s /bin/bash -c Alice alice
inside useradd -m -s /bin/bash -c Bob bob
inside usermod -aG sudo alice
# the machine has no network and nobody's secrets: these passwords are public on purpose
printf 'alice:alice-password\nbob:bob-password\n' | inside chpasswd
inside passwd -l root >/dev/null

echo llm-os-machine >"$root/etc/hostname"
printf '127.0.0.1 localhost llm-os-machine\n::1 localhost\n' >"$root/etc/hosts"
printf 'LANG=C.UTF-8\n' >"$root/etc/default/locale"

# sshd answers on the loopback of a private network only, and only once a test starts it
mkdir -p "$root/etc/ssh/sshd_config.d"
printf 'ListenAddress 127.0.0.1\nUsePAM yes\n' >"$root/etc/ssh/sshd_config.d/10-machine.conf"
for unit in ssh.service ssh.socket apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer man-db.timer \
  e2scrub_all.timer fstrim.timer logrotate.timer; do
  inside systemctl disable "$unit" >/dev/null 2>&1 || true
done
inside systemctl mask console-getty.service getty.target systemd-networkd-wait-online.service >/dev/null 2>&1 || true

# what is thrown away with the machine need not survive a power cut
echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/machine"

# the journal lives as long as the machine does
mkdir -p "$root/var/log/journal"
: >"$root/etc/machine-id"
printf '%s\n' "$2" >"$root/etc/llm-os-machine"
