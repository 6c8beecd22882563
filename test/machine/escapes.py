# ways out of a cage, each tried in a process of its own; a way that was not refused is printed: escapes.py VICTIM [list]
import ctypes, glob, mmap, os, platform, resource, socket, subprocess, sys

libc = ctypes.CDLL(None, use_errno=True)
victim = int(sys.argv[1])
NUMBERS = {
    'x86_64': dict(bpf=321, keyctl=250, perf=298, userfaultfd=323, kexec=246, finit=313, kcmp=312, handle=304),
    'aarch64': dict(bpf=280, keyctl=219, perf=241, userfaultfd=282, kexec=104, finit=273, kcmp=272, handle=265),
}[platform.machine()]
REFUSED = {1, 13, 38, 97}  # the cage's own answers: any other error means that the kernel went to work
WAYS = []


def way(name, work):
    WAYS.append((name, work))


def call(name, *args):
    ctypes.set_errno(0)
    number = NUMBERS.get(name, name)
    answer = libc.syscall(number, *args) if isinstance(number, int) else getattr(libc, name)(*args)
    return answer >= 0 or ctypes.get_errno() not in REFUSED


def calls(name, *args):
    return lambda: call(name, *args)


def sock(family, kind=socket.SOCK_STREAM, protocol=0):
    return lambda: socket.socket(family, kind, protocol)


def opens(path, flags=os.O_RDONLY):
    return lambda: os.open(path, flags)


def writes(path):
    return lambda: os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def runs(*argv):
    return lambda: subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


def attempt(work):
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if work() is not False else 1)
        except BaseException:
            os._exit(1)
    # a filter may end the process instead of answering
    return os.waitpid(child, 0)[1] == 0


# sockets: a bus is where privilege can be asked for
way('unix socket', sock(socket.AF_UNIX))
way('unix datagram', sock(socket.AF_UNIX, socket.SOCK_DGRAM))
way('inet socket', sock(socket.AF_INET))
way('inet6 socket', sock(socket.AF_INET6))
way('raw socket', sock(socket.AF_INET, socket.SOCK_RAW, 1))
way('packet socket', sock(socket.AF_PACKET, socket.SOCK_RAW))
way('netlink socket', sock(socket.AF_NETLINK, socket.SOCK_RAW))
way('vsock', sock(40))
way('crypto socket', sock(38, socket.SOCK_SEQPACKET))
way('bus socket seen', lambda: os.stat('/run/dbus/system_bus_socket'))
way('private socket seen', lambda: os.stat('/run/systemd/private'))
way('journal socket seen', lambda: os.stat('/run/systemd/journal/socket'))
way('open descriptors', lambda: any(os.readlink(f) for f in glob.glob('/proc/self/fd/[4-9]')) or False)

# files: nothing that is not everybody's, nothing written but in a place of its own
for path in ['/etc/shadow', '/etc/gshadow', '/etc/sudoers', '/root/.bashrc', '/proc/1/environ', '/proc/kcore', '/proc/kmsg', '/dev/kmsg']:
    way('read ' + path, opens(path))
for path in ['/etc/ssh', '/etc/polkit-1', '/var/lib/systemd', '/var/lib/llm-os/operator', '/home/alice', '/root', '/proc/1/root/etc', '/proc/1/fd']:
    way('list ' + path, lambda p=path: os.listdir(p))
for path in [
    '/etc/x', '/usr/x', '/var/x', '/run/x', '/boot/x', '/dev/x', '/run/systemd/system/x.service', '/var/lib/systemd/x', '/home/alice/caged',
    '/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger', '/sys/kernel/mm/transparent_hugepage/enabled', '/sys/power/state', '/dev/shm/x',
    '/proc/1/oom_score_adj', '/sys/fs/cgroup/cgroup.procs', '/sys/fs/cgroup/memory/cgroup.procs',
]:
    way('write ' + path, writes(path))
way('device of its own', lambda: os.mknod('/tmp/node-%d' % os.getpid(), 0o20666, os.makedev(1, 1)))
way('disk device', lambda: [os.open(p, os.O_RDONLY) for p in glob.glob('/dev/[sv]d[a-z]') + glob.glob('/dev/nvme*')] != [])
way('memory device', opens('/dev/mem'))
way('fuse', opens('/dev/fuse', os.O_RDWR))
way('kvm', opens('/dev/kvm'))
way('suid file', lambda: (os.open('/tmp/suid-%d' % os.getpid(), os.O_CREAT | os.O_WRONLY), os.chmod('/tmp/suid-%d' % os.getpid(), 0o4755)))
way('hard link to a secret', lambda: os.link('/etc/shadow', '/var/tmp/link-%d' % os.getpid()))
way('file handle', calls('handle', -1, 0, 0))
way('chown', lambda: os.fchown(os.memfd_create('x'), os.getuid(), os.getgid()))

# other processes
way('ptrace', lambda: libc.ptrace(16, victim, 0, 0) == 0)
way('other memory', opens('/proc/%d/mem' % victim, os.O_RDWR))
way('other memory read', calls('process_vm_readv', victim, 0, 0, 0, 0, 0))
way('other environment', opens('/proc/%d/environ' % victim))
way('other root', lambda: os.listdir('/proc/%d/root/etc' % victim))
way('other descriptors', lambda: os.listdir('/proc/%d/fd' % victim))
way('processes seen', lambda: any(os.stat(p).st_uid != os.getuid() for p in glob.glob('/proc/[0-9]*')))
way('descriptor stolen', lambda: call(438, os.pidfd_open(victim), 0, 0))
way('compared', calls('kcmp', victim, victim, 0, 0, 0))
way('kill other', lambda: os.kill(victim, 0))
way('kill init', lambda: os.kill(1, 0))

# namespaces and mounts
for flag, name in [(0x10000000, 'user'), (0x40000000, 'net'), (0x20000, 'mount'), (0x20000000, 'pid'), (0x8000000, 'ipc'), (0x4000000, 'uts'), (0x2000000, 'cgroup')]:
    way('unshare ' + name, lambda f=flag: libc.unshare(f) == 0)
way('setns', lambda: call('setns', os.open('/proc/self/ns/user', 0), 0))
way('mount', lambda: libc.mount(b'none', b'/mnt', b'tmpfs', 0, None) == 0)
way('new mount', lambda: call(430, b'tmpfs', 0))
way('remount', lambda: libc.mount(None, b'/', None, 0x1020, None) == 0)
way('unmount', lambda: call('umount2', b'/run', 16))
way('pivot', lambda: call('pivot_root', b'/tmp', b'/tmp'))
way('chroot', lambda: os.chroot('/'))

# privilege
way('setuid', lambda: os.setuid(0))
way('setgroups', lambda: os.setgroups([0]))
way('sudo', runs('sudo', '-n', 'true'))
way('su', runs('su', '-c', 'true'))
way('capabilities', lambda: any(int(l.split()[1], 16) for l in open('/proc/self/status') if l[:6] in ('CapEff', 'CapPrm', 'CapBnd', 'CapAmb')))
way('new privileges', lambda: 'NoNewPrivs:\t0' in open('/proc/self/status').read())
way('realtime', lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)))
way('higher priority', lambda: os.setpriority(os.PRIO_PROCESS, 0, -5))
way('higher limits', lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (2048, 2048)))
way('spared when memory ends', lambda: os.write(os.open('/proc/self/oom_score_adj', os.O_WRONLY), b'-900'))

# the kernel
way('keyring', calls('keyctl', 0, -3, 1))
way('bpf', calls('bpf', 0, 0, 0))
way('perf', calls('perf', 0, 0, -1, -1, 0))
way('userfaultfd', calls('userfaultfd', 1))
way('io_uring', calls(425, 1, ctypes.create_string_buffer(256)))
way('kernel module', calls('finit', -1, b'', 0))
way('kexec', calls('kexec', 0, 99, 0, 0))
way('kernel log', lambda: libc.klogctl(3, ctypes.create_string_buffer(64), 64) >= 0)
way('reboot', calls('reboot', 1))
way('swap', calls('swapon', b'/nonexistent', 0))
way('clock', calls('clock_settime', 1, ctypes.create_string_buffer(16)))
way('adjusted clock', lambda: libc.adjtimex(ctypes.create_string_buffer(256)) >= 0)
way('host name', lambda: socket.sethostname(socket.gethostname()))
way('personality', lambda: libc.personality(0x0040000) >= 0)
way('io ports', calls('iopl', 3) if platform.machine() == 'x86_64' else lambda: False)
way('accounting', calls('acct', b'/nonexistent'))
way('quota', calls('quotactl', 0x800007 << 8, b'/nonexistent', 0, 0))
way('all files watched', calls('fanotify_init', 0, 0))


def machine_code(code):
    memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(code)
    return ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))()


if platform.machine() == 'x86_64':
    # `getpid` by the door of 32-bit programs, which has numbers of its own
    way('calls of another architecture', lambda: machine_code(b'\xb8\x14\x00\x00\x00\xcd\x80\xc3') > 0)
    way('written and executed memory', lambda: machine_code(b'\xb8\x01\x00\x00\x00\xc3') == 1)

for name, work in WAYS:
    if sys.argv[2:] == ['list'] or attempt(work):
        print(name)
print('end of %d' % len(WAYS))
