# shellcheck shell=sh
# a virtual machine in the place of the container: the same root with a kernel of its own, so cgroup v2 and a real disk.
# sourced by machine.sh for systems named `…-vm`, after what it replaces. ten to twenty times slower

image=$cache/roots/$release-vm-$arch-$recipe
key=$state/key
# here the seat has terminals, and the first one is in front
vt=1

leader() {
  [ -s "$state/leader" ] || return 1
  pid=$(cat "$state/leader")
  grep -qs "^qemu-system-" "/proc/$pid/comm" || return 1
  printf %s "$pid"
}

# kernel and initial ramdisk once for each root; the disk is made anew with the present package in it
vm_root() {
  [ ! -f "$image/initrd" ] || return 0
  say "building the kernel of the $os machine (a minute) …"
  rm -rf "$image.new"
  mkdir -p "$image.new/root" "$image.new/upper" "$image.new/work"
  over "$image.new"
  cp /etc/resolv.conf "$image.new/root/etc/resolv.conf"
  case $arch in amd64 | arm64) flavour=cloud-$arch ;; *) flavour=$arch ;; esac
  chroot "$image.new/root" sh -euc "apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
    --no-install-recommends linux-image-$flavour initramfs-tools zstd </dev/null; rm -f /etc/resolv.conf; apt-get clean" >&2
  cp -L "$image.new/root/vmlinuz" "$image.new/kernel"
  cp -L "$image.new/root/initrd.img" "$image.new/initrd"
  umount "$image.new/root"
  rm -rf "$image"
  mv "$image.new" "$image"
}

over() {
  mount -t overlay llm-os -o "lowerdir=${2:-$base},upperdir=$1/upper,workdir=$1/work" "$1/root"
}

build_disk() {
  rm -rf "$state/upper" "$state/work" "$state/root" "$state/disk"
  mkdir -p "$state/upper" "$state/work" "$state/root"
  over "$state" "$image/upper:$base"
  ssh-keygen -q -t ed25519 -N '' -f "$key.new" && mv "$key.new" "$key" && mv "$key.new.pub" "$key.pub"
  mkdir -p -m 700 "$state/root/root/.ssh"
  cp "$key.pub" "$state/root/root/.ssh/authorized_keys"
  # reached through a port of the host's loopback only
  rm -f "$state/root/etc/ssh/sshd_config.d/10-machine.conf"
  printf 'PermitRootLogin prohibit-password\nUseDNS no\nMaxSessions 100\n' >"$state/root/etc/ssh/sshd_config.d/10-vm.conf"
  printf '[Match]\nName=e*\n[Network]\nDHCP=ipv4\n' >"$state/root/etc/systemd/network/10-vm.network"
  chroot "$state/root" systemctl -q enable ssh.service systemd-networkd.service
  # a start of the helper takes half a minute on a busy host, and dbus-daemon waits for 25 seconds
  printf '%s\n' '<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"' \
    ' "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">' \
    '<busconfig><limit name="service_start_timeout">300000</limit></busconfig>' >"$state/root/etc/dbus-1/system.d/vm.conf"
  mkdir -p "$state/root/etc/llm-os/operator.d"
  echo 'idle_exit_s = 600' >"$state/root/etc/llm-os/operator.d/00-vm.toml"
  if [ -z "$bare" ]; then
    set -- $(our_packages)
    mkdir -p "$state/root/var/tmp/packages"
    cp "$@" "$state/root/var/tmp/packages/"
    chroot "$state/root" sh -c 'DEBIAN_FRONTEND=noninteractive apt-get install -y /var/tmp/packages/*.deb' \
      >"$state/install.log" 2>&1 </dev/null || { tail -n 30 "$state/install.log" >&2; die 'the package did not install'; }
    installed_packages >"$state/installed"
  fi
  mke2fs -q -t ext4 -d "$state/root" "$state/disk" 3G
  umount "$state/root"
}

boot() {
  command -v qemu-system-x86_64 >/dev/null || die 'qemu is missing: apt-get install qemu-system-x86'
  halt_quietly
  vm_root
  build_disk
  # any free port will do; another process may take it in between, and then the machine does not come up
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  echo "$port" >"$state/port"
  setsid qemu-system-x86_64 -accel tcg -cpu max -smp 1 -m "${LLMOS_VM_MEMORY:-2048}" -display none -no-reboot \
    -kernel "$image/kernel" -initrd "$image/initrd" -append "root=/dev/vda rw console=ttyS0 quiet ${LLMOS_VM_ARGUMENTS:-}" \
    -drive "file=$state/disk,if=virtio,format=raw,snapshot=on" -serial "file:$state/console.log" -device virtio-rng-pci \
    -netdev "user,id=n,restrict=on,hostfwd=tcp:127.0.0.1:$port-:22" -device virtio-net-pci,netdev=n \
    </dev/null >"$state/qemu.log" 2>&1 9>&- &
  echo $! >"$state/leader"
  tries=0
  until reach true 2>/dev/null; do
    leader >/dev/null || { cat "$state/qemu.log" >&2; die "$os did not start"; }
    tries=$((tries + 1))
    [ $tries -lt 120 ] || { tail -n 20 "$state/console.log" >&2; die "$os did not boot"; }
    sleep 2
  done
  inside systemctl is-system-running --wait >"$state/boot" 2>/dev/null || true
  [ "$(cat "$state/boot")" = running ] || { inside systemctl --failed --no-legend >&2; die "$os booted to '$(cat "$state/boot")'"; }
}

# one connection for all: each of its own would take a second
reach() {
  ssh -q -i "$key" -p "$(cat "$state/port")" -o BatchMode=yes -o ConnectTimeout=10 -o StrictHostKeyChecking=no \
    -o UserKnownHostsFile=/dev/null -o ControlMaster=auto -o ControlPath="$state/ssh" -o ControlPersist=600 root@127.0.0.1 "$@"
}

inside() {
  leader >/dev/null || die "$os is not up: npm run machine -- up --os $os"
  reach "$(quoted env -i PATH=$path HOME=/root USER=root LANG=C.UTF-8 TERM="${TERM:-dumb}" "$@")"
}

# the disk has it, or the running machine gets it like any other
install_package() {
  [ "$(installed_packages)" != "$(cat "$state/installed" 2>/dev/null)" ] || return 0
  for file in $(our_packages); do inside sh -c 'mkdir -p /var/tmp/new; cat >"/var/tmp/new/$1"' - "${file##*/}" <"$file"; done
  inside sh -c 'DEBIAN_FRONTEND=noninteractive apt-get install -y --reinstall --allow-downgrades /var/tmp/new/*.deb' \
    >"$state/install.log" 2>&1 </dev/null || { tail -n 30 "$state/install.log" >&2; die 'the package did not install'; }
  installed_packages >"$state/installed"
}

halt_quietly() {
  [ ! -S "$state/ssh" ] || ssh -q -O exit -o ControlPath="$state/ssh" root@127.0.0.1 2>/dev/null || true
  if pid=$(leader); then
    kill "$pid"
    tries=0
    while [ -d "/proc/$pid" ] && [ $tries -lt 50 ]; do tries=$((tries + 1)); sleep 0.1; done
  fi
  ! mountpoint -q "$state/root" || umount "$state/root"
  rm -rf "$state/leader" "$state/installed" "$state/root" "$state/upper" "$state/work" "$state/disk" "$state/ssh" "$key" "$key.pub"
}
