#!/bin/sh
# npm run try [-- [--os trixie|bookworm] ["a request of your own"]]: all set-up, then the demonstration
set -u
cd "$(dirname -- "$0")/.." || exit 1
. test/setup.sh

system=trixie
if [ "${1:-}" = --os ]; then
  system=${2:-}
  [ -n "$system" ] || fail '--os needs a name: trixie or bookworm'
  shift 2
fi
[ "$(uname -s)" = Linux ] || fail 'this needs linux'
is_root || fail "booting a machine needs root: sudo npm run try
without root, npm test still runs what needs none"
[ $# -eq 0 ] || [ -t 0 ] || fail 'a request of your own needs a terminal; without one, npm run try plays the demonstration'
need_node
command -v apt-get >/dev/null || fail 'the set-up uses apt-get: it is made for debian 12 and 13'

steps=8
cat <<EOF
llm-os: a sentence becomes a plan, a password prompt, a file written as root and a record, in a debian of its own.
this installs debian packages for building and booting that debian (debhelper, mmdebstrap, systemd-container
and what they need), node packages into ./node_modules, and a language model (1.1 GB) and a debian root (400 MB)
into $cache. nothing else of this system is changed.
2 GB of disk; about 7 minutes the first time, half a minute after that. npm run machine -- down stops the machine.

EOF
# shellcheck disable=SC2086
step 'debian packages' install_packages $build_packages $machine_packages
step 'node packages' install_modules
step 'build' npm run -s build
step 'language model, 1.1 GB' fetch_model default
step 'instructions read by the model, a minute' prepare_states
step "debian root, $system" build_roots "$system"
step 'our package' sh packaging/build.sh --only-stale
step 'machine' boot_machine "$system"
printf '%5s  ready\n\n' "$(elapsed)"

if [ $# -gt 0 ]; then
  echo 'you are alice, and your password is alice-password'
  exec sh test/machine/machine.sh exec --os "$system" --user alice --tty -- llmsh "$*"
fi
node dist/test/machine/demo.js "$system"
status=$?
printf '\n%5s  %s\n' "$(elapsed)" "$([ $status = 0 ] && echo 'everything was seen to happen' || echo 'not everything happened')"
exit $status
