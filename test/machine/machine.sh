#!/bin/sh
# the booted machine: machine.sh up|exec|refresh|down|status …
set -eu
. "$(dirname -- "$0")/common.sh"
. "$here/boot.sh"
. "$here/enter.sh"
. "$here/package.sh"

usage() {
  cat >&2 <<'EOF'
usage: npm run machine -- COMMAND [--os trixie|bookworm|trixie-vm] …

  up [--net] [--bare]            boot a debian with our package installed; does nothing when it is up
                                 --net shares the host's network, --bare leaves our package out
  exec [--user NAME] [--tty] -- CMD…
                                 run a command in it: as root, or as NAME in a login session at the seat
  refresh                        build the package again where it is stale and install it in the running machine
  reboot                         boot it again, its changes kept
  status                         say whether it is up
  down                           stop it and throw its changes away

users: alice (password alice-password, may use sudo), bob (password bob-password)
EOF
  exit 2
}

[ $# -gt 0 ] || usage
command=$1
shift
system=trixie user='' tty='' net='' bare=''
while [ $# -gt 0 ]; do
  case $1 in
    --os) system=${2:?--os needs a name}; shift 2 ;;
    --os=*) system=${1#--os=}; shift ;;
    --user) user=${2:?--user needs a name}; shift 2 ;;
    --user=*) user=${1#--user=}; shift ;;
    --tty) tty=1; shift ;;
    --net) net=1; shift ;;
    --bare) bare=1; shift ;;
    --) shift; break ;;
    -*) usage ;;
    *) break ;;
  esac
done
use_machine "$system"
case $os in *-vm) . "$here/vm.sh" ;; esac

need_root() {
  [ "$(id -u)" = 0 ] || die 'this needs root: sudo npm run machine -- …'
  command -v systemd-nspawn >/dev/null || die 'systemd-nspawn is missing: apt-get install systemd-container'
}

case $command in
  up)
    need_root
    if leader >/dev/null; then
      say "$os is up"
      exit 0
    fi
    lock_machine
    sh "$here/root.sh" "$release"
    [ -n "$bare" ] || build_package
    boot
    [ -n "$bare" ] || install_package
    say "$os is up: npm run machine -- exec${system:+ --os $system} -- CMD…"
    ;;
  exec)
    [ $# -gt 0 ] || usage
    need_root
    enter "$@"
    ;;
  refresh)
    need_root
    leader >/dev/null || die "$os is not up: npm run machine -- up --os $os"
    build_package
    install_package
    ;;
  reboot)
    need_root
    reboot
    ;;
  status) leader >/dev/null && echo up || { echo down; exit 1; } ;;
  down)
    need_root
    halt
    ;;
  *) usage ;;
esac
