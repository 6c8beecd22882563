import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineLockUser } from '../../../../helper/actions/accounts/lock-user.js';
import { prepareAndRun } from '../contexts.js';
import { AccountBench } from './account-bench.js';

let bench: AccountBench;
beforeEach(() => {
  bench = new AccountBench();
});
afterEach(() => bench.remove());
const action = () => defineLockUser(bench.root);
const state = (password: string, expires: string) => (argv: readonly string[]) => {
  if (argv[0] === '/usr/bin/passwd') return { stdout: `bob ${password} 2026-11-28 0 99999 7 -1\n` };
  return argv[0] === '/usr/bin/chage' ? { stdout: `Account expires\t\t: ${expires}\n` } : undefined;
};

describe('lock_user', () => {
  it('shuts the account for keys as well, not only for its password', async () => {
    const { preview } = await action().prepare({ user: 'bob' }, bench.context());
    expect(preview).toMatchObject({
      summary: 'lock the account bob for passwords and keys',
      applies: 'to the next login',
    });
    const { undo } = await prepareAndRun(action(), { user: 'bob' }, bench.context());
    expect(bench.ran()).toEqual(['usermod --lock --expiredate 1970-01-02 -- bob']);
    expect(undo.at(-1)?.params).toEqual({ user: 'bob', against: 'login', unlock: true });
  });

  it.each([
    [
      'a password that was locked before',
      state('L', 'never'),
      'usermod --expiredate 1970-01-02 -- bob',
      { against: 'expiry' },
    ],
    [
      'a last day of its own',
      state('P', '2031-05-01'),
      'usermod --lock --expiredate 1970-01-02 -- bob',
      { against: 'login', expires: '2031-05-01' },
    ],
  ])('takes back no more than it did: %s', async (_, answers, ran, back) => {
    bench.answers = answers;
    const { undo } = await prepareAndRun(action(), { user: 'bob' }, bench.context());
    expect(bench.ran()).toEqual([ran]);
    expect(undo.at(-1)?.params).toEqual({ user: 'bob', unlock: true, ...back });
  });

  it('locks the password alone where that was asked, and says that keys still let in', async () => {
    const asked = { user: 'bob', against: 'password' };
    expect((await action().prepare(asked, bench.context())).preview.summary).toContain('keys of ssh still let in');
    await prepareAndRun(action(), asked, bench.context());
    expect(bench.ran()).toEqual(['usermod --lock -- bob']);
  });

  it('unlocks, keeps a last day that is to come, and says where no password is left', async () => {
    bench.answers = state('L', '2031-05-01');
    const { result } = await prepareAndRun(action(), { user: 'bob', unlock: true }, bench.context());
    expect(bench.ran()).toEqual(['usermod --unlock -- bob']);
    expect(result['advice']).toContain('has no password');
  });

  it('does nothing, and saves no undo, where it is locked already', async () => {
    bench.answers = state('L', '1970-01-02');
    const { undo } = await prepareAndRun(action(), { user: 'bob' }, bench.context());
    expect({ undo, ran: bench.ran() }).toEqual({ undo: [], ran: [] });
  });

  it('does not tell anybody before the yes whether an account has a password', async () => {
    const told = async () => {
      const { preview, details } = await action().prepare({ user: 'bob' }, bench.context());
      return { preview, details };
    };
    const open = await told();
    bench.answers = state('L', '2031-05-01');
    expect(await told()).toEqual(open);
  });

  it.each([
    [{ user: 'alice' }, { uid: 1001 }, /last administrator/],
    [{ user: 'alice' }, {}, /your own account/],
    [{ user: 'root' }, {}, /account of the system/],
    [{ user: 'www-data' }, {}, /account of the system/],
    [{ user: 'nobody' }, {}, /account of the system/],
    [{ user: 'bob', expires: '2031-05-01;x' }, {}, /expires/],
  ])('refuses %j of %j', async (asked, subject, reason) => {
    await expect(action().prepare(asked, bench.context(subject))).rejects.toThrow(reason);
  });
});
