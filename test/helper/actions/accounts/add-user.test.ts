import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineAddUser } from '../../../../helper/actions/accounts/add-user.js';
import { prepareAndRun } from '../contexts.js';
import { AccountBench } from './account-bench.js';

let bench: AccountBench;
beforeEach(() => {
  bench = new AccountBench();
  // useradd as it writes its line
  bench.answers = ([program = '']) => {
    if (program === '/usr/sbin/useradd') bench.write('passwd', 'petra:x:1003:1003::/home/petra:/bin/bash\n');
    return undefined;
  };
});
afterEach(() => bench.remove());
const action = () => defineAddUser(bench.root);

describe('add_user', () => {
  it('creates an account that no password, and so nobody, lets in, and no administrator', async () => {
    const asked = { user: 'petra', full_name: 'Petra Müller' };
    const { tier, preview } = await action().prepare(asked, bench.context());
    expect(tier.name).toBe('add-user');
    expect(preview.note).toContain('it has no password, so nobody can log in with it yet');
    const { undo, result } = await prepareAndRun(action(), asked, bench.context());
    expect(bench.ran()).toEqual([
      'useradd --create-home --key=HOME_MODE=0700 --user-group --shell=/bin/bash --comment=Petra Müller -- petra',
    ]);
    expect(result).toMatchObject({ user: 'petra', uid: 1003, home: '/home/petra' });
    expect(undo.at(-1)).toEqual({
      action: 'remove-user',
      params: { user: 'petra', home_files: 'set_aside' },
      expect: { user: 'petra', uid: '1003' },
    });
  });

  it('asks alone, and says so, where a group gives root', async () => {
    const sealed = await action().prepare({ user: 'petra', administrator: true, groups: ['docker'] }, bench.context());
    expect(sealed.tier).toMatchObject({ name: 'add-privileged-user', alone: true });
    expect(sealed.details['display_rights']).toBe(' The group docker gives root, the group sudo gives root.');
  });

  it.each([
    [{ user: 'bob' }, /there is an account bob already/],
    [{ user: 'www-data' }, /already/],
    // the name of a service's group: its files would be the person's
    [{ user: 'printers' }, /there is a group printers already/],
    [{ user: 'Petra' }, /user/],
    [{ user: '-m' }, /user/],
    [{ user: 'a:b' }, /user/],
    [{ user: 'x'.repeat(33) }, /user/],
    [{ user: 'petra', login_shell: '/home/bob/evil' }, /no login shell/],
    [{ user: 'petra', full_name: 'a:0:0' }, /full_name/],
    [{ user: 'petra', full_name: 'a\nroot' }, /full_name/],
    [{ user: 'petra', groups: ['nosuch'] }, /no group nosuch/],
    [{ user: 'petra', password: 'x' }, /password/],
  ])('refuses %j', async (asked, reason) => {
    await expect(action().prepare(asked, bench.context())).rejects.toThrow(reason);
  });

  it('tells in its own words what useradd refused', async () => {
    bench.answers = () => ({ stderr: 'useradd: cannot lock /etc/passwd; try again later.\n', exitStatus: 1 });
    await expect(prepareAndRun(action(), { user: 'petra' }, bench.context())).rejects.toThrow(
      'useradd refused: useradd: cannot lock /etc/passwd',
    );
  });
});
