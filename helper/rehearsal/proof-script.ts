/** lines that begin with a word, told from inside a copy; the canary's path is put in where it says so */
export const PROOF_SCRIPT = `
sed 's/^/status /' /proc/self/status
sed 's/^/mount /' /proc/self/mountinfo
for n in mnt pid net ipc uts cgroup user; do echo "ns $n $(readlink /proc/self/ns/$n)"; done
for d in run sys; do ls -A /$d | sed "s/^/$d /"; done
ls -A /dev | sed 's/^/dev /'
find /run/lock /run/systemd -mindepth 1 2>/dev/null | sed 's/^/below /'
ls -d /proc/[0-9]* | sed 's/^/process /'
try() { name=$1; shift; if "$@" >/dev/null 2>&1; then echo "tried $name open"; else echo "tried $name shut"; fi; }
try userns unshare --user true
try mountns unshare --mount true
try chroot chroot / true
try device mknod /var/tmp/llm-os-rehearsal-device c 1 3
try kernel sh -c 'echo 1 > /proc/sys/kernel/sysrq'
try first ls /proc/1/root/
try deviceowner chmod 666 /dev/null
try input test -c /dev/stdin
try self true
perl -MSocket -e 'for my $f (1, 2, 10, 16, 40) { print "socket $f ", (socket(my $s, $f, 2, 0) ? "open" : $! + 0), "\\n" }'
perl -e 'print "filter ", (defined(eval { setpriority(0, 0, getpriority(0, 0)) }) && !$! ? "open" : $! + 0), "\\n"'
echo canary > CANARY && echo "canary written"
`;
