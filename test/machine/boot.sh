# shellcheck shell=sh
# how the machine comes up and goes down; sourced by machine.sh

lock_machine() {
  mkdir -p "$state"
  exec 9>"$state/lock"
  flock 9
  leader >/dev/null && { say "$os is up"; exit 0; }
  return 0
}

hierarchies() { awk '$3 == "cgroup" || $3 == "cgroup2" { print $2 }' /proc/mounts; }

# without a systemd to delegate from, each machine gets a group of its own in each hierarchy:
# two systemds in one group would stop each other's units
join_group() {
  for mount in $(hierarchies); do
    # in a version 2 hierarchy a group has only the controllers that its parent hands down
    for controller in cpu memory pids; do
      echo "+$controller" 2>/dev/null >"$mount/cgroup.subtree_control" || true
    done
    mkdir -p "$mount/$group"
    case $mount in
      */cpuset)
        cat "$mount/cpuset.cpus" >"$mount/$group/cpuset.cpus"
        cat "$mount/cpuset.mems" >"$mount/$group/cpuset.mems"
        ;;
    esac
    echo "$1" >"$mount/$group/cgroup.procs" || true
  done
}

leave_group() {
  for mount in $(hierarchies); do
    [ -d "$mount/$group" ] || continue
    find "$mount/$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
  done
}

legacy_host() { [ -d /sys/fs/cgroup/systemd ]; }
# only where nobody else listens
hear_releases() {
  hierarchy=/sys/fs/cgroup/systemd
  agent=/run/llm-os-machines/release-agent
  mkdir -p /run/llm-os-machines
  cp "$here/release-agent.sh" "$agent.$$" && mv "$agent.$$" "$agent"
  [ -n "$(cat $hierarchy/release_agent 2>/dev/null)" ] || echo "$agent" >$hierarchy/release_agent 2>/dev/null || return 0
  mkdir -p "$hierarchy/$group"
  echo 1 >"$hierarchy/$group/notify_on_release"
}

systemd_host() { [ -d /run/systemd/system ]; }

# the changes of a machine lie over the clean root and are thrown away with it
mount_root() {
  rm -rf "$state/upper" "$state/work"
  mkdir -p "$state/upper" "$state/work" "$state/root" "$cache/models"
  if ! mount -t overlay llm-os -o "lowerdir=$base,upperdir=$state/upper,workdir=$state/work" "$state/root" 2>/dev/null; then
    say 'no overlay on this file system: copying the root'
    cp -a --reflink=auto "$base/." "$state/root/"
  fi
}

start_nspawn() {
  set -- --directory="$state/root" --boot --machine="llm-os-$os" --register=no --console=pipe --link-journal=no \
    --timezone=off --bind-ro="$cache/models:/var/lib/llm-os/models" \
    --system-call-filter='landlock_create_ruleset landlock_add_rule landlock_restrict_self'
  if [ -n "$net" ]; then
    set -- "$@" --resolv-conf=replace-host --bind-ro=/etc/hosts
  else
    set -- "$@" --resolv-conf=off --private-network
  fi
  systemd_host || set -- "$@" --keep-unit
  if legacy_host; then
    SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=0
    export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY
    set -- "$@" --setenv=SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1 systemd.unified_cgroup_hierarchy=0
  fi
  (
    systemd_host || join_group "$(exec sh -c 'echo "$PPID"')"
    exec setsid systemd-nspawn "$@" <&- >"$state/console.log" 2>&1 9>&-
  ) &
  echo $! >"$state/nspawn"
}

boot() {
  halt_quietly
  mount_root
  ! legacy_host || hear_releases
  start_nspawn
  await_boot
}

# the same root with the same changes, started anew
reboot() {
  first=$(leader) || die "$os is not up: npm run machine -- up --os $os"
  # it may be on its way down already
  inside systemctl --no-block reboot || true
  tries=0
  # without a unit of its own to be started again, nspawn leaves the second start to us
  while [ -d "/proc/$first" ] || grep -qs systemd-nspawn "/proc/$(cat "$state/nspawn")/comm"; do
    tries=$((tries + 1))
    [ $tries -lt 600 ] || die "$os does not go down"
    sleep 0.1
  done
  start_nspawn
  await_boot
}

await_boot() {
  nspawn=$(cat "$state/nspawn")
  tries=0
  until first=$(cat "/proc/$nspawn/task/$nspawn/children" 2>/dev/null) && first=${first%% *} && [ -n "$first" ] &&
    [ -e "/proc/$first/root/run/systemd/private" ] && [ "$(cat "/proc/$first/comm")" = systemd ]; do
    kill -0 "$nspawn" 2>/dev/null || { tail -n 20 "$state/console.log" >&2; die "$os did not start"; }
    tries=$((tries + 1))
    [ $tries -lt 600 ] || die "$os did not boot: see $state/console.log"
    sleep 0.05
  done
  echo "$first" >"$state/leader"
  ! legacy_host || echo "$first $(sed -n 's,.*:name=systemd:\(.*\)/init.scope$,\1,p' "/proc/$first/cgroup")" \
    >"/run/llm-os-machines/$group"
  enforce_limits
  inside systemctl is-system-running --wait >"$state/boot" 2>/dev/null || true
  if [ "$(cat "$state/boot")" != running ]; then
    inside systemctl --failed --no-legend >&2 || true
    die "$os booted to '$(cat "$state/boot")', not to running"
  fi
}

# in a version 1 hierarchy nspawn leaves the controllers read-only, and systemd skips limits without a word
enforce_limits() {
  legacy_host || return 0
  for controller in pids memory cpu; do
    inside mount -o remount,rw,bind "/sys/fs/cgroup/$controller" 2>/dev/null || true
  done
  inside systemctl daemon-reexec
}

halt() {
  halt_quietly
  say "$os is down"
}

halt_quietly() {
  if first=$(leader); then
    # asked politely first
    inside systemctl --no-block poweroff >/dev/null 2>&1 || true
    tries=0
    while [ -d "/proc/$first" ] && [ $tries -lt 100 ]; do
      tries=$((tries + 1))
      sleep 0.1
    done
    [ ! -d "/proc/$first" ] || kill -9 "$first" 2>/dev/null || true
  fi
  tries=0
  while [ -s "$state/nspawn" ] && grep -qs systemd-nspawn "/proc/$(cat "$state/nspawn")/comm" && [ $tries -lt 50 ]; do
    tries=$((tries + 1))
    sleep 0.1
  done
  rm -f "$state/leader" "$state/nspawn" "$state/installed" "/run/llm-os-machines/$group"
  ! mountpoint -q "$state/root" || umount "$state/root" || umount -l "$state/root"
  rm -rf "$state/root" "$state/upper" "$state/work"
  leave_group
}
