#!/bin/sh
# every attack in full number, on both systems; prints the table and writes it beside this file
# --resume goes on with a run that was cut off: files of attacks that held are not run again
# with a pattern, only the files whose path matches are run; without --resume nothing is written then
set -u
cd "$(dirname -- "$0")/../.." || exit 1
. test/setup.sh

resume=''
if [ "${1-}" = --resume ]; then resume=1; shift; fi
pattern=${1-}
reports=build/attack
[ -z "$pattern" ] || [ -n "$resume" ] || reports=build/attack-some
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

[ -n "$resume" ] || rm -rf "$reports"
mkdir -p "$reports"
# files of attacks in folders $2… that are left to be run for the reports in folder $1
left_of() {
  folder=$reports/$1
  shift
  for file in $(grep -rlE --include='*.test.ts' "$@" | grep -e "$pattern" | sort); do
    report=$folder/$(printf '%s' "$file" | tr / -).json
    grep -q '"failed":false' "$report" 2>/dev/null || printf '%s\n' "$file"
  done
}
run_files() {
  name=$1 project=$2
  shift 2
  printf '\n%5s  rung: %s\n' "$(elapsed)" "$name"
  LLMOS_ATTACK_REPORTS=$reports/$name node_modules/.bin/vitest run --project "$project" --reporter=default \
    --reporter=./test/attack/file-reports.js "$@" </dev/null
}
rung() {
  # shellcheck disable=SC2086
  files=$(left_of "$1" '\battack\(' $2)
  [ -n "$files" ] || return 0
  # shellcheck disable=SC2086
  run_files "$1" "$1" --tags-filter=attack $files
}
rung unit 'test/helper test/agent test/interfaces'
rung bus test/bus
rung model test/model
rung machine test/machine
stop_machines >/dev/null 2>&1
# alone, and after the others: it is emulated. not only rows: that the ways out are ways at all is seen there as well
in_virtual_machine() {
  files=$(left_of vm systemsOfAttacks test/machine)
  [ -n "$files" ] || return 0
  # shellcheck disable=SC2086
  (unset LLMOS_MACHINES && LLMOS_VM=1 && export LLMOS_VM && run_files vm machine $files)
  sh test/machine/machine.sh down --os trixie-vm
}
in_virtual_machine

printf '\n%5s  all attacks\n\n' "$(elapsed)"
if [ "$reports" != build/attack ]; then exec node test/attack/table.js "$reports"; fi
exec node test/attack/table.js build/attack test/attack/TABLE.md
