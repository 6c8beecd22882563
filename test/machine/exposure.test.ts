import { beforeAll, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, up, type System } from './driver.js';

// each with its reason, and what stands in its place. what is not here fails
const HELPER: Readonly<Record<string, string>> = {
  'RootDirectory=/RootImage=': 'it runs the node of the machine, whose libraries the machine updates',
  'User=/DynamicUser=': 'polkit and systemd answer to uid 0 only; it has no capability and a user namespace of its own',
  'RestrictAddressFamilies=~AF_UNIX': 'the bus is a unix socket',
  'DeviceAllow=': 'the clock, read-only: `ProtectClock=` itself brings it, and the device is not in its /dev',
};

const AGENT: Readonly<Record<string, string>> = {
  'RootDirectory=/RootImage=': 'it runs the node of the machine, whose libraries the machine updates',
  'User=/DynamicUser=':
    'it runs as the person, which is not root: the tool judges a unit of a person like one of the system',
  'ProtectKernelLogs=':
    'no user manager can put it up (it ends with 226); `syslog` is not among its calls, /dev/kmsg not in its /dev',
  'ProcSubset=': 'free memory is read from /proc before a model is loaded',
  'ProtectHome=': 'the home is an empty one, with the models bound into it',
  'DeviceAllow=': 'the clock, read-only: `ProtectClock=` itself brings it, and the device is not in its /dev',
  'IPAddressDeny=': 'no user manager can load the filter; it can make no socket and its network is a loopback',
};

const PREPARE = ['RootDirectory=/RootImage=', 'ProcSubset=', 'ProtectHome=', 'DeviceAllow='];

function openPoints(report: string): string[] {
  const lines = report.split('\n').filter(line => line.startsWith('✗'));
  return lines.map(
    line =>
      line
        .slice(1)
        .trim()
        .split(/\s{2,}/)[0] ?? '',
  );
}

const levelOf = (report: string): number => Number(/exposure level for \S+: ([0-9.]+)/.exec(report)?.[1]);

describe.each<System>(['trixie', 'bookworm'])('what is left open, on %s', os => {
  beforeAll(() => up(os));

  attack(
    'find a point of the helper that nobody explained',
    { without: 'without ProtectClock= and ProtectKernelModules= two more points', tries: 4 },
    async () => {
      const report = await shIn(os, 'systemd-analyze security --no-pager llmos-operator.service');
      expect(openPoints(report).toSorted()).toEqual(Object.keys(HELPER).toSorted());
      expect(levelOf(report)).toBeLessThanOrEqual(0.6);
    },
  );

  attack(
    'find a point of the model that nobody explained',
    { without: 'before its calls were cut, two more points and 1.1', tries: 7 },
    async () => {
      const argv = ['systemd-analyze', '--user', 'security', '--no-pager', 'llmos-agent.service'];
      const report = (await execIn(os, argv, { user: 'alice' })).stdout;
      expect(openPoints(report).toSorted()).toEqual(Object.keys(AGENT).toSorted());
      expect(levelOf(report)).toBeLessThanOrEqual(0.9);
    },
  );

  it('is less where the model evaluates for everybody', async () => {
    const report = await shIn(os, 'systemd-analyze security --no-pager llmos-prepare.service');
    expect(openPoints(report).toSorted()).toEqual(PREPARE.toSorted());
    expect(levelOf(report)).toBeLessThanOrEqual(0.3);
  });
});
