import { describe, expect, it } from 'vitest';
import { listUnits } from '../../../../helper/actions/services/list-units.js';
import type { BusCaller, BusRequest } from '../../../../helper/system/bus-caller.js';
import { makeContext, runSealed } from '../contexts.js';

const UNITS = [
  ['ssh.service', 'OpenSSH', 'loaded', 'active', 'running', '', '/ssh', 0, '', '/'],
  ['nginx.service', 'Web', 'loaded', 'failed', 'failed', '', '/nginx', 0, '', '/'],
  ['slow.service', 'Slow', 'loaded', 'active', 'exited', '', '/slow', 0, '', '/'],
  ['sysinit.target', 'Init', 'loaded', 'active', 'active', '', '/sysinit', 0, '', '/'],
];
const TIMES: Readonly<Record<string, readonly [bigint, bigint]>> = {
  '/ssh': [1_000_000n, 1_050_000n],
  '/slow': [1_000_000n, 13_500_000n],
};

class FakeManager implements BusCaller {
  readonly asked: unknown[] = [];

  async call({ member, body = [], path }: BusRequest): Promise<unknown[]> {
    if (member === 'Get') {
      const [began, ended] = TIMES[path] ?? [0n, 0n];
      return [{ signature: 't', value: String(body[1]).startsWith('Inactive') ? began : ended }];
    }
    this.asked.push(body);
    const states: unknown[] = Array.isArray(body[0]) ? body[0] : [];
    return [UNITS.filter(unit => states.length === 0 || states.includes(unit[3]) || states.includes(unit[4]))];
  }

  async subscribe(): Promise<() => Promise<void>> {
    return async () => {};
  }
}

async function list(asked: unknown) {
  const bus = new FakeManager();
  const context = makeContext({ bus });
  const sealed = await listUnits.prepare(asked, context);
  return { bus, tier: sealed.tier, ...(await runSealed(sealed, context)) };
}

describe('list_units', () => {
  it('gives those that failed unless asked otherwise, to anybody', async () => {
    const { tier, result } = await list({});
    expect(tier.defaults).toEqual({ any: 'yes', inactive: 'yes', active: 'yes' });
    expect(result).toEqual({
      units: [{ name: 'nginx.service', state: 'failed (failed)', description: 'Web', started_in: '' }],
      total: 1,
    });
  });

  it('hands states and patterns to systemd, and keeps to the limit', async () => {
    const { bus, result } = await list({ only: 'all', name_like: '*.service', limit: 1 });
    expect(bus.asked).toEqual([[[], ['*.service']]]);
    expect(result).toMatchObject({ total: 4, units: [{ name: 'ssh.service' }] });
  });

  it('tells which were slow to start, the slowest first, without those that take no time', async () => {
    const { result } = await list({ only: 'slow' });
    expect(result).toMatchObject({
      total: 2,
      units: [
        { name: 'slow.service', started_in: '12.500 s' },
        { name: 'ssh.service', started_in: '0.050 s' },
      ],
    });
  });

  it.each(['a b', '$(id)', '../x', ''])('refuses the pattern %j', async pattern => {
    await expect(listUnits.prepare({ name_like: pattern }, makeContext({}))).rejects.toThrow(/name_like/);
  });
});
