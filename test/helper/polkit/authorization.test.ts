import { describe, expect, it } from 'vitest';
import type { Details, Tier } from '../../../helper/call/types.js';
import { PromptQueue } from '../../../helper/call/limits.js';
import { authorize } from '../../../helper/polkit/polkit.js';
import type { BusCaller } from '../../../helper/system/bus-caller.js';

const admin = { any: 'auth_admin', inactive: 'auth_admin', active: 'auth_admin' } as const;
const tier: Tier = { name: 'touch', description: 'Touch', message: 'Touch?', defaults: admin, runsAs: 'root' };

function busThatSays(result: unknown): BusCaller {
  return { call: async () => [result], subscribe: async () => async () => {} };
}

function ask(result: unknown, details: Details = {}, message = 'Touch?') {
  return authorize({
    bus: busThatSays(result),
    prompts: new PromptQueue(),
    subject: { sender: ':1.1', uid: 1000, interactive: false },
    tier: { ...tier, message },
    details,
    foreign: [],
    promptTimeoutMs: 1000,
    cancellationId: 'x',
    signal: new AbortController().signal,
  });
}

describe('a second call of the same person', () => {
  const asked: string[] = [];
  const prompts = new PromptQueue();
  const open: (() => void)[] = [];
  // quiet checks are answered at once, prompts when the test says so
  const bus: BusCaller = {
    call: async ({ body = [] }) => {
      if (body[3] === 0) return [[false, true, {}]];
      asked.push(String(body[1]));
      await new Promise<void>(resolve => open.push(resolve));
      return [[true, false, {}]];
    },
    subscribe: async () => async () => {},
  };
  const call = (name: string, recheck: () => Promise<void>) =>
    authorize({
      bus,
      prompts,
      subject: { sender: ':1.1', uid: 1000, interactive: true },
      tier: { ...tier, name },
      details: {},
      foreign: [],
      promptTimeoutMs: 1000,
      cancellationId: name,
      signal: new AbortController().signal,
      recheck,
    });

  it('is looked at again after the prompt before it, and asks for no password where that made it vain', async () => {
    const first = call('one', async () => Promise.reject(new Error('not to be called')));
    const vain = call('two', async () => Promise.reject(new Error('vain by now')));
    const good = call('three', async () => {});
    await expect.poll(() => open.length).toBe(1);
    open.shift()?.();
    expect((await first).redeem('one', {})).toBe(false);
    await expect(vain).rejects.toThrow('vain by now');
    await expect.poll(() => open.length).toBe(1);
    open.shift()?.();
    await good;
    expect(asked.map(id => id.split('.').at(-1))).toEqual(['one', 'three']);
  });
});

describe('an authorization', () => {
  it('is good once, for the very details that were authorized', async () => {
    const details = Object.freeze({ path: '/a' });
    const authorization = await ask([true, false, {}], details);
    expect(authorization.redeem('touch', details)).toBe(true);
    expect(authorization.redeem('touch', details)).toBe(false);
  });

  it('is not good for an equal call, or another tier, and is spent by the attempt', async () => {
    const details = { path: '/a' };
    const copied = await ask([true, false, {}], details);
    expect(copied.redeem('touch', { ...details })).toBe(false);
    expect(copied.redeem('touch', details)).toBe(false);
    const elsewhere = await ask([true, false, {}], details);
    expect(elsewhere.redeem('other', details)).toBe(false);
  });

  it.each([
    ['nothing', undefined],
    ['an empty answer', []],
    ['a number for a yes', [1, false, {}]],
    ['a word for a yes', ['true', false, {}]],
    ['a no', [false, false, {}]],
  ])('does not come of %s', async (_, result) => {
    await expect(ask(result)).rejects.toMatchObject({ code: 'not-authorized' });
  });

  it('is not asked for with a message that names what is not there', async () => {
    await expect(ask([true, false, {}], {}, 'Touch $(path)?')).rejects.toBeInstanceOf(TypeError);
  });

  it.each([
    ['polkit.message', 'x'],
    ['Path', 'x'],
    ['display_path', '\u001b[8m'],
    ['display_path', '<b>x</b>'],
  ])('is not asked for with the detail %s of %j', async (key, value) => {
    await expect(ask([true, false, {}], { [key]: value })).rejects.toBeInstanceOf(TypeError);
  });
});
