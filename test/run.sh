#!/bin/sh
# npm test: all set-up, then every rung; the last line says how many passed, failed and were skipped
set -u
cd "$(dirname -- "$0")/.." || exit 1
. test/setup.sh

LLMOS_MACHINE=test LLMOS_MACHINES=2
export LLMOS_MACHINE LLMOS_MACHINES
[ "$(uname -s)" = Linux ] || fail 'the tests need linux'
need_node
steps=4
if is_root; then
  steps=9
  cat <<EOF
llm-os: every test. as root this installs debian packages for building and booting a small debian
(dbus, debhelper, mmdebstrap, systemd-container and what they need), node packages into ./node_modules,
and language models (1.2 GB) and two debian roots (700 MB) into $cache.
3 GB of disk; about an hour the first time, 50 minutes after that.

EOF
  # shellcheck disable=SC2086
  step 'debian packages' install_packages $build_packages $machine_packages lintian
else
  cat <<EOF
llm-os: the tests that need no root: unit, bus and model. nothing is installed on this system.
node packages go into ./node_modules, language models (1.2 GB) into $cache.
for the tests on a booted machine as well: sudo npm test

EOF
fi
step 'node packages' install_modules
step 'build' npm run -s build
step 'language model, 1.1 GB' fetch_model default
step 'tiny model, 100 MB' fetch_model tiny
if is_root; then
  step 'instructions read by the model, a minute' prepare_states
  step 'debian roots, trixie and bookworm' build_roots trixie bookworm
  step 'our packages' sh packaging/build.sh --only-stale
  step 'machines' boot_machines
fi

rm -rf build/test
mkdir -p build/test

rung() {
  printf '\n%5s  rung: %s\n' "$(elapsed)" "$1"
  node_modules/.bin/vitest run --project "$1" --reporter=default --reporter=json --outputFile.json="build/test/$1.json" \
    </dev/null
}

skip() {
  printf '\n%5s  rung: %s is skipped: %s\n' "$(elapsed)" "$1" "$2"
  node_modules/.bin/vitest list --project "$1" --json="build/test/$1.skipped.json" >/dev/null </dev/null
}

rung unit
if command -v dbus-daemon >/dev/null; then rung bus; else skip bus 'dbus-daemon is missing: apt-get install dbus'; fi
rung model
if is_root; then rung machine; else skip machine 'booting a machine needs root: sudo npm test'; fi

! is_root || stop_machines >/dev/null 2>&1
printf '\n%5s  all rungs\n' "$(elapsed)"
exec node test/tally.js build/test unit bus model machine
