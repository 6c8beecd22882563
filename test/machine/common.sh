# shellcheck shell=sh
# what every part of the machine script shares: where things lie, and how it speaks

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
top=$(CDPATH='' cd -- "$here" && while [ ! -f package.json ] && [ "$PWD" != / ]; do cd ..; done; pwd)
cache=${LLMOS_CACHE:-/var/cache/llm-os}
arch=$(dpkg --print-architecture 2>/dev/null || echo amd64)

say() { printf '%s\n' "$*" >&2; }

die() {
  say "machine: $*"
  exit 1
}

# a machine is named by its system and its cache, so that two checkouts with caches of their own do not meet;
# with `LLMOS_MACHINE` in the environment it is another one beside the usual
use_machine() {
  os=$1
  # `trixie-vm` is the same system in a virtual machine
  release=${os%-vm}
  case $release in
    trixie | bookworm) ;;
    *) die "unknown system '$os': use --os trixie or --os bookworm" ;;
  esac
  # another recipe is another root: machines that run keep the one they were started on
  recipe=$(cat "$here/root.sh" "$here/packages" "$here/customize.sh" | cksum | cut -d' ' -f1)
  base=$cache/roots/$release-$arch-$recipe
  state=$cache/machines/$os${LLMOS_MACHINE:+-$LLMOS_MACHINE}
  group=llm-os-$os${LLMOS_MACHINE:+-$LLMOS_MACHINE}-$(printf %s "$cache" | cksum | cut -d' ' -f1)
}

leader() {
  [ -s "$state/leader" ] || return 1
  pid=$(cat "$state/leader")
  # a pid may have been reused since: ours sees our own mark
  [ -e "/proc/$pid/root/etc/llm-os-machine" ] || return 1
  printf %s "$pid"
}
