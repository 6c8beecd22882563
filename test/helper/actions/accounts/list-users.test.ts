import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineListUsers } from '../../../../helper/actions/accounts/list-users.js';
import { listLogins } from '../../../../helper/actions/accounts/list-logins.js';
import { BusError, type BusRequest } from '../../../../helper/system/bus-caller.js';
import { makeContext, prepareAndRun } from '../contexts.js';
import { AccountBench } from './account-bench.js';

let bench: AccountBench;
beforeEach(() => {
  bench = new AccountBench();
});
afterEach(() => bench.remove());

describe('list_users', () => {
  it('gives people with their groups, and says which of these give root; never a hash', async () => {
    const { result } = await prepareAndRun(defineListUsers(bench.root), {}, bench.context());
    expect(result).toMatchObject({
      total: 3,
      accounts: [
        { name: 'alice', uid: 1000, groups: 'alice sudo', rights: 'sudo gives root' },
        { name: 'bob', full_name: 'Bob', groups: 'bob docker', rights: 'docker gives root' },
        { name: 'carol', rights: '' },
      ],
    });
    expect(bench.units.requests).toEqual([]);
  });

  it('gives the accounts of the system where asked', async () => {
    const { result } = await prepareAndRun(defineListUsers(bench.root), { all_accounts: true }, bench.context());
    expect(result['total']).toBe(6);
  });
});

describe('list_logins', () => {
  const session = (values: Record<string, unknown>) => [
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { signature: '', value }])),
  ];
  const subscribe = async () => async () => {};

  it('tells who is logged in, from where, without the managers of units', async () => {
    const call = async ({ member, path }: BusRequest): Promise<unknown[]> => {
      if (member === 'ListSessions') {
        return [
          [
            ['1', 1000, 'alice', 'seat0', '/1'],
            ['2', 1001, 'bob', '', '/2'],
            ['3', 1001, 'bob', '', '/gone'],
            ['4', 1000, 'alice', '', '/4'],
          ],
        ];
      }
      if (path === '/1') return session({ Class: 'user', TTY: 'tty2', Timestamp: 0n, State: 'active' });
      if (path === '/2')
        return session({ Class: 'user', TTY: 'pts/0', RemoteHost: '10.0.0.7', Timestamp: 1n, State: 'online' });
      if (path === '/4') return session({ Class: 'manager', State: 'active' });
      throw new BusError('org.freedesktop.DBus.Error.UnknownObject', 'gone');
    };
    const { result } = await prepareAndRun(listLogins, {}, makeContext({ bus: { call, subscribe } }));
    expect(result).toMatchObject({
      logins: [
        { user: 'alice', place: 'tty2', from: '', state: 'active' },
        { user: 'bob', place: 'pts/0', from: '10.0.0.7', state: 'online' },
      ],
    });
  });

  it('says so where logind does not answer', async () => {
    const call = async () => Promise.reject(new BusError('org.freedesktop.DBus.Error.ServiceUnknown', 'x'));
    const context = makeContext({ bus: { call, subscribe } });
    await expect(prepareAndRun(listLogins, {}, context)).rejects.toThrow('logind does not tell who is logged in');
  });
});
