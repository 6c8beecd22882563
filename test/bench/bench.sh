#!/bin/sh
# the design's budget table, each row a ratio measured in one run: the helper in the booted machine, the model beside it: bench.sh [--json]
set -eu
cd "$(dirname -- "$0")/../.."
case ${1:-} in
  '' | --json) ;;
  *) echo 'usage: npm run bench [-- --json]' >&2; exit 2 ;;
esac
[ "$(id -u)" = 0 ] || { echo 'this needs root, for the booted machine: sudo npm run bench' >&2; exit 1; }
say() { echo "$*" >&2; }
. test/setup.sh
need_node
say 'the benchmark: first what it needs (see npm test), then about ten minutes of measuring'
# shellcheck disable=SC2086
install_packages $build_packages $machine_packages gcc libc6-dev libsystemd-dev >&2
install_modules >&2
npm run -s build >&2
fetch_model default >&2
mkdir -p build
cc -O2 -Wall -Wno-unused-parameter -o build/llmos-reference test/bench/reference.c -lsystemd

machine() { sh test/machine/machine.sh "$@"; }
machine up >&2
# one that was up already has what was built then
machine refresh >&2
# an earlier run that was cut off may have left it running
machine exec -- systemctl stop llmos-reference.service 2>/dev/null || true
machine exec -- sh -c 'cat >/usr/local/bin/llmos-reference && chmod 755 /usr/local/bin/llmos-reference' <build/llmos-reference
machine exec -- sh -c 'cat >/usr/share/dbus-1/system.d/org.llmos.Reference1.conf' <test/bench/reference.conf
machine exec -- sh -c 'cat >/usr/lib/llm-os/bare-echo.cjs' <test/bench/bare-echo.cjs
machine exec -- systemctl reload dbus.service
machine exec -- systemd-run --quiet --unit=llmos-reference /usr/local/bin/llmos-reference serve
trap 'machine exec -- systemctl stop llmos-reference.service' EXIT
node dist/test/bench/main.js "$@"
