# shellcheck shell=sh
# the set-up that npm test and npm run try share; sourced from the top of the checkout

cache=${LLMOS_CACHE:-/var/cache/llm-os}
is_root() { [ "$(id -u)" = 0 ]; }
# a person without root keeps the model in a cache of their own
if ! is_root && ! { [ -d "$cache" ] && [ -w "$cache" ]; }; then
  cache=${LLMOS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/llm-os}
fi
LLMOS_CACHE=$cache
LLMOS_MODELS=$cache/models
export LLMOS_CACHE LLMOS_MODELS

build_packages='ca-certificates openssl git make dbus debhelper procps python3 python3-pip zsh fish'
machine_packages='mmdebstrap debian-archive-keyring systemd-container uidmap'
attack_packages='qemu-system-x86 e2fsprogs openssh-client btrfs-progs'

began=$(date +%s)
number=0
mkdir -p build/log

elapsed() {
  seconds=$(($(date +%s) - began))
  printf '%d:%02d' $((seconds / 60)) $((seconds % 60))
}

fail() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

# step "what happens" command…: one numbered line; what the command prints goes to a log that is shown if it fails
step() {
  number=$((number + 1))
  title=$1
  shift
  printf '%5s  [%d/%d] %s … ' "$(elapsed)" $number "$steps" "$title"
  log=build/log/$number.log
  begun=$(date +%s)
  if "$@" >"$log" 2>&1 </dev/null; then
    printf '%d s\n' $(($(date +%s) - begun))
  else
    printf 'failed\n'
    tail -n 30 "$log" >&2
    fail "'$title' failed: the whole output is in $log"
  fi
}

need_node() {
  command -v node >/dev/null && command -v npm >/dev/null ||
    fail 'node and npm are missing: on debian 13, apt-get install nodejs npm; elsewhere node 20.19 or later'
  node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' ||
    fail "node $(node -v) is too old: 20.19 or later is needed"
}

missing_packages() {
  for name in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || printf '%s ' "$name"
  done
}

install_packages() {
  wanted=$(missing_packages "$@")
  [ -n "$wanted" ] || return 0
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $wanted ||
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $wanted; }
}

install_modules() {
  [ node_modules/.package-lock.json -nt package-lock.json ] && [ node_modules/.package-lock.json -nt package.json ] &&
    return 0
  # not npm ci: it refuses lock files with optional packages of foreign platforms
  sh packaging/npm.sh install --no-save --no-audit --no-fund || return 1
  touch node_modules/.package-lock.json
}

fetch_model() { node dist/agent/models/cli.js pull --name "$1" --dir "$LLMOS_MODELS"; }
# for the machines: without them the first request of each person on each new one reads its instructions for a minute
prepare_states() { nice -n 5 node dist/test/model/prepare-states.js "$LLMOS_MODELS"; }
fetch_models() { for model in "$@"; do fetch_model "$model" || return 1; done; }

build_roots() {
  for system in "$@"; do
    sh test/machine/root.sh "$system" || return 1
  done
}

boot_machine() {
  sh test/machine/machine.sh up --os "$1" && sh test/machine/machine.sh refresh --os "$1"
}

# the tests have machines of their own, new ones each time; most of their time is spent waiting, so several at once
each_machine() {
  for number in $(seq "$LLMOS_MACHINES"); do
    for system in trixie bookworm; do
      (LLMOS_MACHINE=$LLMOS_MACHINE-$number && "$@" $system) || return 1
    done
  done
}
stop_machine() { sh test/machine/machine.sh down --os "$1"; }
stop_machines() { each_machine stop_machine; }
boot_machines() { stop_machines && each_machine boot_machine; }
