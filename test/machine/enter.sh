# shellcheck shell=sh
# how a command gets into the machine; sourced by machine.sh

path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# as root and outside any session, beside init in the machine's own control groups
inside() {
  pid=$(leader) || die "$os is not up: npm run machine -- up --os $os"
  (
    while IFS=: read -r _ controllers group_path; do
      join_exec_group "$controllers" "${group_path%/init.scope}"
    done <"/proc/$pid/cgroup"
    exec nsenter -t "$pid" -m -u -i -n -p -C --root --wd env -i PATH=$path HOME=/root USER=root LANG=C.UTF-8 \
      TERM="${TERM:-dumb}" SYSTEMD_TINT_BACKGROUND=0 SYSTEMD_ADJUST_TERMINAL_TITLE=0 "$@"
  )
}

join_exec_group() {
  case $1 in
    '') mount=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts) ;;
    name=systemd) mount=/sys/fs/cgroup/systemd ;;
    *) mount=/sys/fs/cgroup/$1 ;;
  esac
  [ -d "$mount$2" ] || return 0
  mkdir -p "$mount$2/exec" 2>/dev/null || return 0
  case $1 in
    *cpuset*)
      cat "$mount$2/cpuset.cpus" >"$mount$2/exec/cpuset.cpus"
      cat "$mount$2/cpuset.mems" >"$mount$2/exec/cpuset.mems"
      ;;
  esac
  # a shell that runs a function in parentheses is a process of its own, whose id only a child can tell
  exec_pid=$(exec sh -c 'echo "$PPID"')
  echo "$exec_pid" 2>/dev/null >"$mount$2/exec/cgroup.procs" || true
}

quoted() {
  for word; do
    printf "'%s' " "$(printf '%sx' "$word" | sed "s/'/'\\\\''/g; \$s/x\$//")"
  done
}

enter() {
  if [ -z "$user$tty" ]; then
    inside "$@"
    exit $?
  fi
  # systemd-run forwards a terminal only from a terminal: script lends one to a pipe
  if [ -n "$tty" ] && [ ! -t 0 ]; then
    exec script -qefc "sh $(quoted "$here/machine.sh" exec --os "$os" ${user:+--user "$user"} --tty -- "$@")" /dev/null
  fi
  unit=machine-exec-$$-$(date +%s%N)
  # systemd would expand dollars in the arguments
  for word; do
    shift
    case $word in
      *\$*)
        word=$(printf '%sx' "$word" | sed 's/\$/$$/g')
        word=${word%x}
        ;;
    esac
    set -- "$@" "$word"
  done
  set -- -- "$@"
  if [ -n "$user" ]; then
    set -- --uid="$user" -p PAMName=login -p WorkingDirectory=~ -E XDG_SEAT=seat0 ${vt:+-E "XDG_VTNR=$vt"} -E XDG_SESSION_TYPE=tty \
      -E XDG_SESSION_CLASS=user -E LANG=C.UTF-8 "$@"
  fi
  if [ -n "$tty" ]; then
    set -- --pty -E TERM="${TERM:-xterm}" "$@"
  else
    set -- --pipe "$@"
  fi
  trap 'inside systemctl stop "$unit.service" 2>/dev/null; exit 130' INT TERM HUP
  code=0
  inside systemd-run --quiet --wait --collect --unit="$unit" -p TimeoutStopSec=5 "$@" || code=$?
  exit $code
}
