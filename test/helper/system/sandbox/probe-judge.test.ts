import { describe, expect, it } from 'vitest';
import { findSandboxGaps } from '../../../../helper/system/sandbox/probe-judge.js';
import { parseReport, type Report } from '../../../../helper/system/sandbox/probe-report.js';

const outside: Report = {
  uid: 0,
  capEff: '0000000000000000',
  capBnd: '0000000000000000',
  noNewPrivs: '0',
  seccomp: '0',
  namespaces: { net: 'net:[1]', mnt: 'mnt:[1]', user: 'user:[1]', ipc: 'ipc:[1]', uts: 'uts:[1]' },
  sockets: { unix: 'open', inet: 'ECONNREFUSED' },
  run: ['dbus'],
  limits: { memory: 'max', tasks: 'max' },
  filtered: false,
  writable: ['/'],
  devices: ['null', 'vda'],
  inSight: ['/etc/shadow', '/home', '/root'],
  owners: ['0', '1000'],
};

const inside: Report = {
  uid: 61_000,
  capEff: '0000000000000000',
  capBnd: '0000000000000000',
  noNewPrivs: '1',
  seccomp: '2',
  namespaces: { net: 'net:[2]', mnt: 'mnt:[2]', user: 'user:[2]', ipc: 'ipc:[2]', uts: 'uts:[2]' },
  sockets: { unix: 'EAFNOSUPPORT', inet: 'EAFNOSUPPORT' },
  run: ['systemd', 'systemd/incoming'],
  limits: { memory: '268435456', tasks: '64' },
  filtered: true,
  writable: ['/proc', '/dev', '/dev/pts'],
  devices: ['null', 'urandom', 'pts'],
  inSight: [],
  owners: ['61000'],
};

const caller = { home: '/home/alice' };
const judge = (
  cage: 'files' | 'system' | 'home' | 'look' | 'caller',
  change: Partial<Report>,
  reference = outside,
): string[] => findSandboxGaps(cage, { ...inside, ...change }, reference, caller);

describe('judgeCage', () => {
  it('lets who looks see the network and the homes, and write nowhere', () => {
    expect(judge('look', { namespaces: { ...inside.namespaces, net: 'net:[1]' } })).toEqual([]);
    expect(judge('look', { writable: ['/home/alice'] })).toEqual(['/home/alice is writable']);
    expect(judge('look', { inSight: ['/home', '/etc/shadow'] })).toEqual(['/etc/shadow is in sight']);
  });

  it('accepts a cage that holds', () => {
    for (const cage of ['files', 'home', 'look', 'caller', 'system'] as const) expect(judge(cage, {})).toEqual([]);
  });

  it.each([
    ['capabilities', { capEff: '0000000000000001' }, /capabilities/],
    ['a bounding set', { capBnd: '000001ffffffffff' }, /capabilities/],
    ['new privileges', { noNewPrivs: '0' }, /privileges/],
    ['no filter', { seccomp: '0' }, /filtered/],
    ['root', { uid: 0 }, /root/],
    ['the bus', { sockets: { unix: 'open', inet: 'EAFNOSUPPORT' } }, /unix sockets/],
    ['the network', { sockets: { unix: 'EAFNOSUPPORT', inet: 'ECONNREFUSED' } }, /inet sockets/],
    ['a silent probe', { sockets: {} }, /unix sockets/],
    ['a socket in /run', { run: ['dbus'] }, /run\/dbus/],
    ['no memory limit', { limits: { memory: '9223372036854771712', tasks: '64' } }, /memory/],
    ['unlimited memory', { limits: { memory: 'max', tasks: '64' } }, /memory/],
    ['unreadable limits', { limits: { memory: '', tasks: '' } }, /processes/],
    ['the network of the machine', { namespaces: { ...inside.namespaces, net: 'net:[1]' } }, /the net namespace/],
    ['the users of the machine', { namespaces: { ...inside.namespaces, user: 'user:[1]' } }, /the user namespace/],
    ['a filter that lets everything through', { filtered: false }, /filtered/],
    ['a root that can be written', { writable: ['/'] }, /^\/ is writable/],
    ['the kernel', { writable: ['/sys', '/sys/kernel/security'] }, /\/sys is writable.*security is writable/],
    ['control groups', { writable: ['/sys/fs/cgroup'] }, /\/sys\/fs\/cgroup is writable/],
    ['temporary files of the machine', { writable: ['/tmp'] }, /\/tmp is writable/],
    ['a disk', { devices: ['null', 'vda'] }, /\/dev\/vda/],
    ['a secret', { inSight: ['/etc/shadow'] }, /\/etc\/shadow is in sight/],
    ['the homes', { inSight: ['/home'] }, /\/home is in sight/],
    ['processes of others', { owners: ['61000', '0'] }, /processes of others/],
    ['processes that were not counted', { owners: [] }, /processes of others/],
    ['unreported namespaces', { namespaces: {} }, /the mnt namespace/],
  ])('finds %s', (_, change, problem) => {
    expect(judge('files', change).join()).toMatch(problem);
  });

  it('finds a reference that says nothing', () => {
    expect(judge('files', {}, { ...outside, namespaces: {} })).toHaveLength(5);
  });

  it('lets systemd lend each unit its own pressure', () => {
    expect(judge('files', { writable: ['/sys/fs/cgroup/system.slice/x.service/memory.pressure'] })).toEqual([]);
  });

  it('lets each cage have what it is for, and the others not', () => {
    const own = { writable: ['/proc', '/home/alice', '/tmp'] };
    expect(judge('caller', own)).toEqual([]);
    expect(judge('home', own)).toHaveLength(2);
    expect(judge('caller', { writable: ['/home/alicia'] })).toHaveLength(1);
    expect(judge('home', { inSight: ['/home'] })).toEqual([]);
    expect(judge('home', { inSight: ['/etc/ssh'] })).toHaveLength(1);
    expect(judge('system', { owners: ['61000', '0'] })).toHaveLength(1);
  });

  it('lets the system cage see who is logged in, and nothing else of /run', () => {
    const run = [
      'utmp',
      'systemd',
      'systemd/sessions',
      'systemd/sessions/1',
      'systemd/system',
      'systemd/system/x.service',
    ];
    expect(judge('system', { run })).toEqual([]);
    expect(judge('home', { run })).not.toEqual([]);
    expect(judge('system', { run: ['systemd/private'] })).toHaveLength(1);
  });
});

describe('parseReport', () => {
  it('takes whole reports only', () => {
    expect(parseReport(JSON.stringify(inside))).toEqual(inside);
    for (const text of ['', '{}', 'null', '[]', '{"uid":1}', JSON.stringify({ ...inside, run: 'x' })]) {
      expect(parseReport(text)).toBeUndefined();
    }
  });
});
