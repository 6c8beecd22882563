import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { execIn, shIn, up, type System } from './driver.js';
import { execOperator } from './operator-call.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const cages = ['files', 'system', 'home', 'caller'] as const;
type Cage = (typeof cages)[number];

// each tries a way out and says so; what is refused says nothing
const ESCAPES = String.raw`
import ctypes, os, signal, socket, subprocess, sys
libc = ctypes.CDLL(None, use_errno=True)
def attempt(name, work):
    try:
        if work() is not False: print(name)
    except BaseException: pass
def sock(family, kind=socket.SOCK_STREAM): return lambda: socket.socket(family, kind)
def opens(path, mode): return lambda: open(path, mode)
def call(number, *args): return lambda: libc.syscall(number, *args) >= 0
attempt('unix socket', sock(socket.AF_UNIX))
attempt('inet socket', sock(socket.AF_INET))
attempt('inet6 socket', sock(socket.AF_INET6))
attempt('packet socket', sock(socket.AF_PACKET, socket.SOCK_RAW))
attempt('vsock', sock(40))
attempt('shadow', opens('/etc/shadow', 'r'))
attempt('sudoers', opens('/etc/sudoers', 'r'))
attempt('helper state', lambda: os.listdir('/var/lib/llm-os/operator'))
attempt('bus socket seen', lambda: os.stat('/run/dbus/system_bus_socket'))
attempt('private socket seen', lambda: os.stat('/run/systemd/private'))
for place in ['/etc/x', '/usr/x', '/var/x', '/run/x', '/run/systemd/system/x.service', '/sys/kernel/x', '/proc/sys/kernel/hostname', '/dev/x', '/boot/x']:
    attempt('write ' + place, opens(place, 'w'))
for device in ['/dev/mem', '/dev/kmsg', '/dev/vda', '/dev/sda', '/dev/fuse']: attempt('open ' + device, opens(device, 'rb'))
attempt('ptrace', lambda: libc.ptrace(16, int(sys.argv[1]), 0, 0) == 0)
attempt('other memory', opens('/proc/%s/mem' % sys.argv[1], 'rb'))
attempt('other environment', opens('/proc/%s/environ' % sys.argv[1], 'rb'))
attempt('mount', lambda: libc.mount(b'none', b'/mnt', b'tmpfs', 0, None) == 0)
for flag, name in [(0x10000000, 'user'), (0x40000000, 'net'), (0x00020000, 'mount'), (0x20000000, 'pid')]:
    attempt('unshare ' + name, lambda f=flag: libc.unshare(f) == 0)
attempt('init environment', opens('/proc/1/environ', 'rb'))
attempt('setuid', lambda: os.setuid(0))
attempt('su', lambda: subprocess.run(['su', '-c', 'true'], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True))
attempt('suid file', lambda: (os.open('/tmp/suid-%d' % os.getpid(), os.O_CREAT | os.O_WRONLY), os.chmod('/tmp/suid-%d' % os.getpid(), 0o4755)))
attempt('keyring', call(250, 3, 0, 0))
attempt('bpf', call(321, 0, 0, 0))
attempt('io_uring', call(425, 1, ctypes.create_string_buffer(256)))
attempt('chroot', lambda: os.chroot('/'))
attempt('reboot', call(169, 0, 0, 0, 0))
attempt('realtime', lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)))
attempt('write home', opens('/home/alice/caged', 'w'))
attempt('read home', lambda: os.listdir('/home/alice'))
attempt('kill other', lambda: os.kill(int(sys.argv[1]), signal.SIGTERM))
print('end')
`;

// what a cage is for, and nothing else
const ALLOWED: Readonly<Record<Cage, readonly string[]>> = {
  files: [],
  system: [],
  home: ['read home'],
  caller: ['write home', 'read home', 'kill other'],
};

const LISTED = cages
  .filter(cage => cage !== 'caller')
  .map(cage => `python-${cage} = { path = "/usr/bin/python3", cage = "${cage}" }`)
  .join('\n');

function python(os: System, cage: Cage, script: string, ...args: string[]) {
  // a prompt shows all of argv, so what is long comes as input
  const tier = cage === 'caller' ? ['tier', 's', 'caller'] : [];
  const options = [String(1 + tier.length / 3), 'stdin', 's', script, ...tier];
  const name = cage === 'caller' ? '/usr/bin/python3' : `python-${cage}`;
  return execOperator(os, 'alice', [name, '-', ...args], options);
}

describe.each(systems)('cages on %s', os => {
  let victim: string;

  beforeAll(async () => {
    await up(os);
    await shIn(
      os,
      `mkdir -p /etc/llm-os/operator.d; printf '[programs]\\n%s\\n' '${LISTED}' >/etc/llm-os/operator.d/50-test-cages.toml
       cat >/etc/polkit-1/rules.d/10-test-cages.rules <<'END'
polkit.addRule(function (action, subject) {
  return action.id == 'org.llmos.operator1.exec-as-caller' && subject.user == 'alice' ? 'yes' : undefined;
});
END
       systemctl stop test-victim.service 2>/dev/null || true
       systemd-run -q --unit=test-victim -p User=alice -p Restart=always -p RestartSec=100ms sleep 1000`,
    );
  });
  afterAll(async () => {
    await shIn(
      os,
      'systemctl stop test-victim; rm -f /etc/llm-os/operator.d/50-test-cages.toml /etc/polkit-1/rules.d/10-test-cages.rules /tmp/suid-*',
    );
  });

  it.each(cages)('%s: fifty ways out, and none that is not its purpose', async cage => {
    victim = (await shIn(os, 'systemctl show -P MainPID test-victim')).trim();
    const { stdout, stderr } = await python(os, cage, ESCAPES, victim);
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual([...ALLOWED[cage], 'end']);
    await shIn(os, 'test ! -e /etc/x && test ! -e /run/systemd/system/x.service; rm -f /home/alice/caged');
  });

  it('would be left by these ways, were it not there', async () => {
    const pid = (await shIn(os, 'systemctl show -P MainPID test-victim')).trim();
    const free = await execIn(os, ['python3', '-', pid], { user: 'alice', input: ESCAPES });
    expect(free.stdout.split('\n')).toEqual(
      expect.arrayContaining(['unix socket', 'inet socket', 'unshare user', 'ptrace', 'suid file']),
    );
  });

  it.each(cages)('%s: as root in no way, and never as another person', async cage => {
    const { stdout } = await python(os, cage, 'import os; print(os.getuid(), os.geteuid())');
    const uid = Number(stdout.split(' ')[0]);
    if (cage === 'home' || cage === 'caller') expect(uid).toBe(1000);
    else expect(uid).toBeGreaterThan(60_000);
  });

  it('ends a fork bomb, a hoard of memory and a flood inside', async () => {
    const bomb =
      'import os,time\nn=0\ntry:\n  while True:\n    if os.fork()==0: time.sleep(9)\n    n+=1\nexcept OSError: print(n)\nos._exit(0)';
    expect(Number((await python(os, 'files', bomb)).stdout)).toBeLessThan(64);
    const hoard = await python(os, 'files', 'x=bytearray(600*1024*1024); print(len(x))');
    expect(hoard).toMatchObject({ stdout: '', status: -1 });
    const flood = await python(os, 'files', 'import sys\nfor i in range(3000): sys.stdout.write("x"*10000)');
    expect(flood.stdout.length).toBe(393_216);
  });

  it.each([
    ['a bus', 'RestrictAddressFamilies='],
    [
      'new privileges',
      'NoNewPrivileges=no\nSystemCallFilter=\nSystemCallArchitectures=\nRestrictAddressFamilies=\nRestrictNamespaces=no\nRestrictRealtime=no\nRestrictSUIDSGID=no\nLockPersonality=no\nProtectKernelTunables=no\nProtectKernelModules=no\nProtectKernelLogs=no\nProtectClock=no\nProtectHostname=no\nPrivateDevices=no',
    ],
    ['the network', 'PrivateNetwork=no'],
    ['the users', 'PrivateUsers=no'],
    ['/run', 'TemporaryFileSystem='],
    ['memory', 'MemoryMax=infinity'],
    ['processes', 'TasksMax=infinity'],
  ])('runs nothing in a cage without its wall around %s', async (_, missing) => {
    const place = '/run/systemd/system/llmos-op-probe-.service.d';
    await shIn(
      os,
      `rm -rf /run/llmos-operator/probes; mkdir -p ${place}; printf '[Service]\\n%s\\n' '${missing}' >${place}/gap.conf; systemctl daemon-reload`,
    );
    try {
      await expect(execOperator(os, 'alice', ['touch-nothing'])).rejects.toThrow(/not among/);
      await expect(execOperator(os, 'alice', ['date'])).rejects.toThrow(/does not hold/);
    } finally {
      await shIn(os, `rm -rf ${place}; systemctl daemon-reload`);
    }
    expect(await execOperator(os, 'alice', ['date'])).toMatchObject({ status: 0 });
  });
});
