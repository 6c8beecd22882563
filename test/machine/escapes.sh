# ways out of a cage that a shell has, by the tools of the machine; what was not refused is printed
victim=$1
tried=0
try() {
  tried=$((tried + 1))
  name=$1
  shift
  # a tool that is not installed is no way out, and no proof either
  ("$@") </dev/null >/dev/null 2>&1 && echo "$name"
}
into() { : >>"$1"; }

try 'bus call' busctl --system call org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus ListNames
try 'operator call' busctl --system introspect org.llmos.Operator1 /org/llmos/Operator1
try 'unit by the bus' systemd-run --wait true
try 'unit of the person' systemd-run --user --wait true
try 'systemctl' systemctl show -P Version
try 'loginctl' loginctl list-sessions
try 'sudo' sudo -n true
try 'su' su -c true
try 'pkexec' pkexec true
try 'journal' sh -c 'journalctl -q -n1 _PID=1 | grep -q .'
try 'log line' logger -n 127.0.0.1 x
try 'kernel log' dmesg
try 'mount' mount -t tmpfs none /mnt
try 'remount' mount -o remount,rw /
try 'bind' mount --bind /tmp /mnt
try 'loop device' losetup --find --show /etc/hostname
try 'user namespace' unshare -r true
try 'mount namespace' unshare -m true
try 'pid namespace' unshare -rpf --mount-proc true
try 'namespace of init' nsenter -t 1 -m true
try 'namespace of the victim' nsenter -t "$victim" -U -m true
try 'chroot' chroot / true
try 'root of its own' bwrap --bind / / true
try 'write /etc' into /etc/x
try 'write /usr' into /usr/bin/x
try 'write /run' into /run/x
try 'write a unit' into /run/systemd/system/x.service
try 'write a timer' into /etc/cron.d/x
try 'write the loader' into /etc/ld.so.preload
try 'write shared memory' into /dev/shm/x
try 'write the home' into /home/alice/caged
try 'write the sysctl' sysctl -w kernel.hostname=x
try 'read shadow' cat /etc/shadow
try 'read the host key' cat /etc/ssh/ssh_host_ed25519_key
try 'read the records' ls /var/lib/llm-os/operator
try 'read a home' ls /home/alice
try 'read by init' cat /proc/1/root/etc/shadow
try 'device' mknod "/tmp/node-$$" c 1 1
try 'suid' sh -c "cp /bin/true /tmp/suid-$$ && chmod u+s /tmp/suid-$$"
try 'owner' sh -c ": >/tmp/own-$$ && chown $(id -u) /tmp/own-$$"
try 'kill the victim' kill -0 "$victim"
try 'kill init' kill -0 1
try 'memory of the victim' sh -c ": <>/proc/$victim/mem"
try 'environment of the victim' cat "/proc/$victim/environ"
try 'tcp' bash -c ': </dev/tcp/127.0.0.1/22'
try 'http' curl -s --max-time 2 http://127.0.0.1:22
try 'ssh' ssh -o BatchMode=yes -o StrictHostKeyChecking=no alice@127.0.0.1 true
try 'clock' date -s now
try 'host name' hostname x
try 'module' modprobe dummy
try 'priority' renice -n 1 $$
try 'realtime' chrt -f 1 true
try 'more files' sh -c 'ulimit -n 500000'
try 'address' ip link set lo down
echo "end of $tried"
