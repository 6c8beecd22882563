import { localTime } from '../../../../helper/local-time.js';
import { describe, expect, it } from 'vitest';
import { signalProcess } from '../../../../helper/actions/processes/signal-process.js';
import { FakeUnits } from '../../system/fake-units.js';
import { makeContext, prepareAndRun, runSealed } from '../contexts.js';

const FACTS = { pid: 42, start: '98765', name: 'nap', uids: [1000, 1000, 1000], unit: 'session-2.scope' };
const LOOK = { op: 'process', facts: { ...FACTS, state: 'S', kernel: false }, started: 1_700_000_000 };
const OTHER = { ...LOOK, facts: { ...LOOK.facts, uids: [0, 0, 0], unit: 'cron.service' } };

interface Scene {
  readonly look?: unknown;
  readonly sent?: unknown;
  readonly subject?: Record<string, unknown>;
}

function setUp({ look = LOOK, sent = { op: 'sent', state: 'gone' }, subject = {} }: Scene = {}) {
  const units = new FakeUnits(request => {
    const { op } = JSON.parse(request.stdin ?? '{}');
    return { stdout: JSON.stringify(op === 'look' ? look : sent) };
  });
  const context = makeContext({ units, subject });
  return { units, context, prepare: () => signalProcess.prepare({ pid: 42, signal: 'TERM' }, context) };
}

describe('signal-process', () => {
  it('signals a process of the caller as the caller, with nothing to confirm', async () => {
    const { units, context, prepare } = setUp();
    const sealed = await prepare();
    expect(sealed.tier).toMatchObject({ name: 'signal-own-process', defaults: { any: 'yes' } });
    expect((await runSealed(sealed, context)).result).toEqual({ pid: 42, state: 'gone', name: 'nap' });
    expect(units.requests).toHaveLength(2);
    expect([units.property(0, 'User'), units.property(1, 'User')]).toEqual(['1000', '1000']);
  });

  it("needs an administrator for another's process, and looks at it without any privilege", async () => {
    const { units, context, prepare } = setUp({ look: OTHER });
    const sealed = await prepare();
    expect(sealed.tier).toMatchObject({ name: 'signal-process', defaults: { active: 'auth_admin' } });
    expect(sealed.details).toMatchObject({
      pid: '42',
      start: '98765',
      display_name: 'nap',
      display_user: 'root',
      display_started: localTime(1_700_000_000_000),
      display_unit: 'cron.service',
    });
    expect(sealed.foreign).toEqual([
      { actionId: 'org.freedesktop.systemd1.manage-units', details: { unit: 'cron.service', verb: 'kill' } },
    ]);
    expect(units.property(0, 'User')).toBe('1000');
    const { committed } = await runSealed(sealed, context);
    expect(committed).toBe(true);
    expect(units.property(1, 'User')).toBeUndefined();
    expect(units.property(1, 'CapabilityBoundingSet')).toBe(32n);
    expect(JSON.parse(units.requests[1]?.stdin ?? '').expected).toEqual({
      ...FACTS,
      uids: [0, 0, 0],
      unit: 'cron.service',
    });
  });

  it.each([[[1000, 0, 0]], [[0, 1000, 1000]], [[1000, 1000, 0]]])(
    'does not take a process with the users %j for the own one of 1000',
    async uids => {
      const { prepare } = setUp({ look: { ...LOOK, facts: { ...LOOK.facts, uids } } });
      expect((await prepare()).tier.name).toBe('signal-process');
    },
  );

  it.each([{ ownTiers: false }, { uid: 0 }])('gives no own tier to a caller who is %j', async subject => {
    const uid = Number(subject.uid ?? 1000);
    const { units, prepare } = setUp({ look: { ...LOOK, facts: { ...LOOK.facts, uids: [uid, uid, uid] } }, subject });
    expect((await prepare()).tier.name).toBe('signal-process');
    expect(units.property(0, 'DynamicUser')).toBe(true);
  });

  it.each(['llmos-operator.service', 'dbus.service', 'systemd-logind.service'])(
    'refuses a process of the protected %s',
    async unit => {
      const { units, prepare } = setUp({ look: { ...OTHER, facts: { ...OTHER.facts, unit } } });
      await expect(prepare()).rejects.toMatchObject({ code: 'not-permitted' });
      expect(units.requests).toHaveLength(1);
    },
  );

  it('refuses a thread of the kernel, a zombie and a process that nobody sees', async () => {
    const kernel = setUp({ look: { ...OTHER, facts: { ...OTHER.facts, kernel: true, unit: '' } } });
    await expect(kernel.prepare()).rejects.toThrow('thread of the kernel');
    await expect(setUp({ look: { ...LOOK, facts: { ...LOOK.facts, state: 'Z' } } }).prepare()).rejects.toThrow('ended');
    await expect(setUp({ look: { op: 'gone' } }).prepare()).rejects.toThrow('no process 42 that you can see');
  });

  it('does not believe a worker of the caller that talks about another process', async () => {
    await expect(setUp({ look: { ...LOOK, facts: { ...LOOK.facts, pid: 43 } } }).prepare()).rejects.toThrow('42');
    const { prepare } = setUp({ look: { ...LOOK, facts: { ...LOOK.facts, name: 'x'.repeat(65) } } });
    await expect(prepare()).rejects.toThrow('makes no sense');
  });

  it('escapes a name that wants to be read as something else', async () => {
    const { prepare } = setUp({ look: { ...OTHER, facts: { ...OTHER.facts, name: 'a\u202eb\n$(unit)' } } });
    expect((await prepare()).details['display_name']).toBe('a\\u{202e}b\\x0a\\x24(unit)');
  });

  it.each([
    [{ op: 'changed' }, 'not the one that was shown'],
    [{ op: 'gone' }, 'ended meanwhile'],
    [{ op: 'refused', code: 'EPERM' }, 'EPERM'],
    [{ op: 'list', processes: [], total: 0 }, 'another question'],
  ])('tells the truth about %j', async (sent, text) => {
    const { context } = setUp({ sent });
    await expect(prepareAndRun(signalProcess, { pid: 42, signal: 'KILL' }, context)).rejects.toThrow(text);
  });

  it('says what to do about a process that stays', async () => {
    const { context } = setUp({ sent: { op: 'sent', state: 'running' } });
    const { result } = await prepareAndRun(signalProcess, { pid: 42, signal: 'TERM' }, context);
    expect(result['advice']).toContain('KILL');
  });

  it.each([
    [1, 'TERM'],
    [0, 'TERM'],
    [-1, 'KILL'],
    [4_194_305, 'KILL'],
    [42, 'SEGV'],
    [42, '9'],
    [42, 'SIGTERM'],
  ])('refuses %j with %j before anything starts', async (pid, signal) => {
    const { units, context } = setUp();
    await expect(signalProcess.prepare({ pid, signal }, context)).rejects.toMatchObject({ code: 'invalid-args' });
    expect(units.requests).toEqual([]);
  });
});
