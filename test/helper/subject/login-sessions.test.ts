import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LoginSessions } from '../../../helper/subject/login-sessions.js';
import type { BusCaller, SignalMatch } from '../../../helper/system/bus-caller.js';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'llmos-proc-'));
  mkdirSync(join(root, '42'));
});
afterAll(() => rmSync(root, { recursive: true }));

// a process that stands in a session's group, and a logind that says whose session that is
async function setUp({ deaf = false } = {}) {
  const enter = (group: string) => writeFileSync(join(root, '42', 'cgroup'), `0::/user.slice/${group}\n`);
  enter('session-c1.scope');
  const logind = { uid: 1000, remote: false, path: '/session/c1', asked: 0 };
  const listeners = new Map<string, (body: unknown[]) => void>();
  const facts: Record<string, () => unknown> = {
    Id: () => ({ signature: 's', value: 'c1' }),
    User: () => ({ signature: '(uo)', value: [logind.uid, '/user'] }),
    Remote: () => ({ signature: 'b', value: logind.remote }),
  };
  const bus: BusCaller = {
    call: async ({ member, body }) => {
      if (member !== 'GetSessionByPID') return [facts[String(body?.[1])]?.()];
      logind.asked += 1;
      return [logind.path];
    },
    subscribe: async (match: SignalMatch, listener) => {
      if (deaf) throw new Error('no more match rules');
      listeners.set(match.member, listener);
      return async () => {};
    },
  };
  const sessions = new LoginSessions(root);
  let started = '7';
  const find = () => sessions.find(bus, { pid: 42, started });
  await find();
  await new Promise(resolve => setImmediate(resolve));
  const another = () => (started = '8');
  return { find, enter, another, logind, signal: (member: string) => listeners.get(member)?.([]) };
}

describe('the session of a process', () => {
  it('is not asked for again while it stays where it is', async () => {
    const { find, logind } = await setUp();
    expect(await find()).toEqual({ id: 'c1', uid: 1000, remote: false });
    logind.asked = 0;
    expect(await find()).toEqual({ id: 'c1', uid: 1000, remote: false });
    expect(logind.asked).toBe(0);
  });

  it.each([
    ['a session ended, and another got its name', 'SessionRemoved'],
    ['logind went away and came back', 'NameOwnerChanged'],
  ])('is asked for again after %s', async (_, member) => {
    const { find, logind, signal } = await setUp();
    await find();
    Object.assign(logind, { uid: 1001, remote: true });
    signal(member);
    expect(await find()).toEqual({ id: 'c1', uid: 1001, remote: true });
  });

  it('is asked for again once the process is in another group', async () => {
    const { find, enter, logind } = await setUp();
    await find();
    Object.assign(logind, { uid: 1001 });
    enter('user-1001.slice/session-c2.scope');
    expect(await find()).toMatchObject({ uid: 1001 });
  });

  it('is asked for again once another process has the pid', async () => {
    const { find, another, logind } = await setUp();
    await find();
    Object.assign(logind, { uid: 1001 });
    another();
    expect(await find()).toMatchObject({ uid: 1001 });
  });

  it('is asked for each time where nobody would say that it ended', async () => {
    const { find, logind } = await setUp({ deaf: true });
    await find();
    Object.assign(logind, { uid: 1001 });
    expect(await find()).toMatchObject({ uid: 1001 });
  });

  it('is asked for each time where the group of the process cannot be read', async () => {
    const { find, enter, logind } = await setUp();
    enter('');
    rmSync(join(root, '42', 'cgroup'));
    await find();
    Object.assign(logind, { uid: 1001 });
    expect(await find()).toMatchObject({ uid: 1001 });
  });
});
