import { describe, expect, it } from 'vitest';
import { listProcesses } from '../../../../helper/actions/processes/list-processes.js';
import { FakeUnits } from '../../system/fake-units.js';
import { makeContext, prepareAndRun } from '../contexts.js';

const ROW = {
  pid: 7,
  user: 'alice',
  name: 'sleep',
  cpu: '1.5',
  memory_kb: 900,
  started: '2026-01-01T00:00:00.000Z',
  unit: 'web.service',
  state: 'sleeping',
};
const answering = (reply: unknown) => new FakeUnits(() => ({ stdout: JSON.stringify(reply) }));
const list = (units: FakeUnits, params: Record<string, unknown> = {}, subject = {}) =>
  prepareAndRun(listProcesses, params, makeContext({ units, subject }));

describe('list-processes', () => {
  it('asks as the caller, and passes the parameters over the socket only', async () => {
    const units = answering({ op: 'list', processes: [ROW], total: 9 });
    const { result } = await list(units, { match: 'secret', sort: 'memory', limit: 3 });
    expect(result).toEqual({ processes: [ROW], total: 9 });
    expect(units.property(0, 'User')).toBe('1000');
    expect(units.property(0, 'CapabilityBoundingSet')).toBe(0n);
    expect(JSON.parse(units.requests[0]?.stdin ?? '')).toEqual({
      op: 'list',
      match: 'secret',
      sort: 'memory',
      limit: 3,
    });
    expect(JSON.stringify(units.requests[0]?.argv)).not.toContain('secret');
  });

  it.each([{ uid: 0 }, { ownTiers: false }])('runs as nobody for a caller who is %j', async subject => {
    const units = answering({ op: 'list', processes: [], total: 0 });
    await list(units, {}, subject);
    expect(units.property(0, 'DynamicUser')).toBe(true);
    expect(units.property(0, 'User')).toBeUndefined();
  });

  it.each([
    [{ op: 'list', processes: [{ ...ROW, pid: -1 }], total: 1 }],
    [{ op: 'list', processes: [{ ...ROW, extra: 1 }], total: 1 }],
    [{ op: 'list', processes: Array.from({ length: 501 }, () => ROW), total: 501 }],
    [{ op: 'gone' }],
    ['nonsense'],
  ])('does not believe a worker of the caller that answers %j', async reply => {
    await expect(list(answering(reply))).rejects.toMatchObject({ code: 'failed' });
  });

  it.each([[{ limit: 0 }], [{ limit: 501 }], [{ sort: 'size' }], [{ match: 'x'.repeat(65) }], [{ all: true }]])(
    'refuses %j before anything starts',
    async params => {
      const units = answering({});
      await expect(list(units, params)).rejects.toMatchObject({ code: 'invalid-args' });
      expect(units.requests).toEqual([]);
    },
  );
});
