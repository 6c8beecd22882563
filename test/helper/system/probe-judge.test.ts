import { describe, expect, it } from 'vitest';
import { judgeCage } from '../../../helper/system/probe-judge.js';
import { parseReport, type Report } from '../../../helper/system/probe-report.js';

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
};

describe('judgeCage', () => {
  it('accepts a cage that holds', () => {
    for (const cage of ['files', 'home', 'caller', 'system'] as const)
      expect(judgeCage(cage, inside, outside)).toEqual([]);
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
    ['unreported namespaces', { namespaces: {} }, /the mnt namespace/],
  ])('finds %s', (_, change, problem) => {
    expect(judgeCage('files', { ...inside, ...change }, outside).join()).toMatch(problem);
  });

  it('finds a reference that says nothing', () => {
    expect(judgeCage('files', inside, { ...outside, namespaces: {} })).toHaveLength(5);
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
    expect(judgeCage('system', { ...inside, run }, outside)).toEqual([]);
    expect(judgeCage('home', { ...inside, run }, outside)).not.toEqual([]);
    expect(judgeCage('system', { ...inside, run: ['systemd/private'] }, outside)).toHaveLength(1);
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
