import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineAddUserToGroup } from '../../../../helper/actions/accounts/add-user-to-group.js';
import { prepareAndRun } from '../contexts.js';
import { AccountBench } from './account-bench.js';

let bench: AccountBench;
beforeEach(() => {
  bench = new AccountBench();
});
afterEach(() => bench.remove());
const action = () => defineAddUserToGroup(bench.root);

describe('add_user_to_group', () => {
  it('puts an account into an ordinary group, from the next login on, and says how it is taken back', async () => {
    const asked = { user: 'bob', group: 'plugdev' };
    const { tier, preview } = await action().prepare(asked, bench.context());
    expect(tier).toMatchObject({ name: 'change-group-members', defaults: { active: 'auth_admin' } });
    expect(preview).toMatchObject({ summary: 'put bob into the group plugdev', applies: 'from the next login on' });
    const { undo } = await prepareAndRun(action(), asked, bench.context());
    expect(bench.ran()).toEqual(['gpasswd -a bob plugdev']);
    expect(undo).toEqual([
      { action: 'add-user-to-group', params: { ...asked, take_out: true }, expect: { member: 'true' } },
    ]);
  });

  it.each(['sudo', 'docker', 'adm'])(
    'says in the prompt what the group %s gives, and asks for that alone',
    async group => {
      const sealed = await action().prepare({ user: 'carol', group }, bench.context());
      expect(sealed.tier).toMatchObject({ name: 'change-privileged-group-members', alone: true });
      expect(sealed.details['display_rights']).toBe(
        group === 'adm' ? ' That group lets read all logs.' : ' That group gives root.',
      );
    },
  );

  it('never takes the last administrator out, and takes another one out', async () => {
    const asked = { user: 'alice', group: 'sudo', take_out: true };
    await expect(action().prepare(asked, bench.context())).rejects.toThrow('the last administrator');
    bench.write('group', 'sudo:x:27:alice,root\nalice:x:1000:\n');
    await expect(action().prepare(asked, bench.context())).rejects.toThrow('the last administrator');
    bench.write('group', 'sudo:x:27:alice,bob\nalice:x:1000:\n');
    await prepareAndRun(action(), asked, bench.context());
    expect(bench.ran()).toEqual(['gpasswd -d alice sudo']);
  });

  it.each([
    [{ user: 'www-data', group: 'docker' }, /account of the system: it gets no group that gives root/],
    [{ user: 'bob', group: 'bob', take_out: true }, /primary group/],
    [{ user: 'dave', group: 'sudo' }, /no account dave/],
    [{ user: 'bob', group: 'nogroup' }, /no group nogroup/],
    [{ user: '-a', group: 'sudo' }, /user/],
    [{ user: 'bob', group: 'a:b' }, /group/],
    [{ user: 'bob', group: '--delete' }, /group/],
  ])('refuses %j', async (asked, reason) => {
    await expect(action().prepare(asked, bench.context())).rejects.toThrow(reason);
    expect(bench.ran()).toEqual([]);
  });

  it('changes nothing where it is so already, and offers no undo that would take out who was in', async () => {
    const { undo } = await prepareAndRun(action(), { user: 'bob', group: 'docker' }, bench.context());
    expect({ undo, ran: bench.ran() }).toEqual({ undo: [], ran: [] });
  });
});
