#!/bin/sh
# every attack in full number, on both systems; prints the table and writes it beside this file
# (with a pattern, only the files whose path matches, and nothing is written)
set -u
cd "$(dirname -- "$0")/../.." || exit 1
. test/setup.sh

pattern=${1-}
LLMOS_MACHINE=attack LLMOS_MACHINES=2
LLMOS_ATTACK=full
export LLMOS_MACHINE LLMOS_MACHINES LLMOS_ATTACK

[ "$(uname -s)" = Linux ] || fail 'the attacks need linux'
is_root || fail 'the attacks boot machines, and that needs root: sudo npm run attack'
need_node
steps=8
cat <<EOF
llm-os: every attack, in full number, against the installed service on debian 13 and debian 12.
installs debian packages, two debian roots (700 MB) and language models (1.2 GB) in $cache where they are missing.
an hour and a half on two cores that did much else beside, and half an hour for a virtual machine without kvm.

EOF
# shellcheck disable=SC2086
step 'debian packages' install_packages $build_packages $machine_packages $attack_packages
step 'node packages' install_modules
step 'build' npm run -s build
step 'language models' fetch_models default tiny
step 'instructions read by the model, a minute' prepare_states
step 'debian roots, trixie and bookworm' build_roots trixie bookworm
step 'our packages' sh packaging/build.sh --only-stale
step 'machines' boot_machines

rm -rf build/attack
mkdir -p build/attack
rung() {
  files=$(grep -rlE --include='*.test.ts' '\battack\(' $2 | grep -e "$pattern" | sort)
  [ -n "$files" ] || return 0
  printf '\n%5s  rung: %s\n' "$(elapsed)" "$1"
  # shellcheck disable=SC2086
  node_modules/.bin/vitest run --project "$1" --tags-filter=attack --reporter=default --reporter=json \
    --outputFile.json="build/attack/$1.json" $files </dev/null
}
rung unit 'test/helper test/agent test/interfaces'
rung bus test/bus
rung model test/model
rung machine test/machine
stop_machines >/dev/null 2>&1
# alone, and after the others: it is emulated. not only rows: that the ways out are ways at all is seen there as well
in_virtual_machine() {
  files=$(grep -rl --include='*.test.ts' systemsOfAttacks test/machine | grep -e "$pattern" | sort)
  [ -n "$files" ] || return 0
  printf '\n%5s  rung: virtual machine\n' "$(elapsed)"
  # shellcheck disable=SC2086
  env -u LLMOS_MACHINES LLMOS_VM=1 node_modules/.bin/vitest run --project machine --reporter=default --reporter=json \
    --outputFile.json=build/attack/vm.json $files </dev/null
  sh test/machine/machine.sh down --os trixie-vm
}
in_virtual_machine

printf '\n%5s  all attacks\n\n' "$(elapsed)"
if [ -n "$pattern" ]; then exec node test/attack/table.js build/attack; fi
exec node test/attack/table.js build/attack test/attack/TABLE.md
