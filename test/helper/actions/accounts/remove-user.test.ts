import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineRemoveUser } from '../../../../helper/actions/accounts/remove-user.js';
import { defineRestoreUser } from '../../../../helper/undo/restore-user.js';
import { prepareAndRun } from '../contexts.js';
import { AccountBench } from './account-bench.js';

let bench: AccountBench;
beforeEach(() => {
  bench = new AccountBench();
});
afterEach(() => bench.remove());
const action = () => defineRemoveUser(bench.root);

describe('remove_user', () => {
  it('keeps the home unless asked, and says that files elsewhere keep the number', async () => {
    const sealed = await action().prepare({ user: 'bob' }, bench.context());
    expect(sealed.tier.name).toBe('remove-user');
    expect(sealed.preview.note).toBe('Its home /home/bob stays. files elsewhere stay, and belong to the number 1001');
    await prepareAndRun(action(), { user: 'bob' }, bench.context());
    expect(bench.ran()).toEqual(['userdel -- bob']);
  });

  it('makes it again with its number, groups, ranges, last day and password, which stands in no argument and no record', async () => {
    const { undo, result } = await prepareAndRun(action(), { user: 'bob', home_files: 'set_aside' }, bench.context());
    const [inverse] = undo;
    expect(result['home']).toMatch(/^\/home\/\.llm-os-removed\/bob\.r1-/);
    expect(JSON.stringify(inverse?.params)).not.toContain('secret-hash');
    expect(bench.ran().slice(1)).toEqual([
      'install --directory --mode=0700 --owner=root --group=root -- /home/.llm-os-removed',
      `mv --no-clobber --no-target-directory -- /home/bob ${String(result['home'])}`,
    ]);
    const before = bench.units.requests.length;
    bench.write('passwd', 'alice:x:1000:1000:Alice:/home/alice:/bin/bash\n');
    bench.write('group', 'docker:x:998:\nalice:x:1000:\n');
    bench.write('subuid', 'bob:100000:65536\n');
    const restore = defineRestoreUser(bench.root);
    const content = inverse?.bytes?.toString('base64');
    const undone = { ...inverse?.params, content, undoes: 'r1', force: false };
    expect((await restore.prepare(undone, bench.context())).preview.summary).toBe(
      'make the account bob (uid 1001) again',
    );
    await prepareAndRun(restore, undone, bench.context());
    const requests = bench.units.requests.slice(before);
    expect(requests.map(({ argv }) => argv.join(' ').replace(/^\/usr\/s?bin\//, ''))).toEqual([
      'groupadd --gid=1001 -- bob',
      'useradd --uid=1001 --gid=1001 --no-create-home --no-user-group --home-dir=/home/bob --shell=/bin/bash --comment=Bob,,, --groups=docker -- bob',
      'chpasswd --encrypted',
      'chage --lastday=20000 --mindays=0 --maxdays=99999 --warndays=7 --inactive=-1 --expiredate=-1 bob',
      'usermod --del-subuids=100000-165535 --add-subuids=165536-231071 -- bob',
      `mv --no-clobber --no-target-directory -- ${String(result['home'])} /home/bob`,
    ]);
    expect(requests.map(({ stdin }) => stdin).filter(Boolean)).toEqual(['bob:$y$secret-hash-of-bob\n']);
  });

  it('gives neither a name nor a number twice when it is taken back', async () => {
    const { undo } = await prepareAndRun(action(), { user: 'bob' }, bench.context());
    const content = undo[0]?.bytes?.toString('base64');
    const asked = { user: 'bob', content, undoes: 'r1', force: true };
    await expect(defineRestoreUser(bench.root).prepare(asked, bench.context())).rejects.toThrow('by now');
    bench.write('passwd', 'eve:x:1001:1001::/home/eve:/bin/bash\n');
    await expect(defineRestoreUser(bench.root).prepare(asked, bench.context())).rejects.toThrow('by now');
  });

  it('asks alone where the home is deleted for good, which is not taken back', async () => {
    const sealed = await action().prepare({ user: 'bob', home_files: 'delete' }, bench.context());
    expect(sealed.tier).toMatchObject({ name: 'remove-user-and-home', alone: true });
    expect(sealed.preview.undo).toMatch(/^no/);
    const { undo } = await prepareAndRun(action(), { user: 'bob', home_files: 'delete' }, bench.context());
    expect({ undo, ran: bench.ran() }).toEqual({ undo: [], ran: ['userdel --remove -- bob'] });
  });

  it('does not remove somebody who is logged in, or who logs in before the yes', async () => {
    const context = bench.context();
    bench.sessions = [['3', 1001, 'bob', 'seat0', '/']];
    await expect(action().prepare({ user: 'bob' }, context)).rejects.toThrow('bob is logged in');
    bench.sessions = [];
  });

  it.each([
    ['a part of the system', '/opt', 'directory|1001|755', /part of the system/],
    ['the directory of all homes', '/home', 'directory|1001|755', /has its home there as well/],
    ['the home of somebody else', '/home/carol', 'directory|1001|755', /carol has its home there/],
    ['a path that climbs', '/home/bob/../carol', 'directory|1001|755', /home/],
    ['a link', '/home/bob', 'symbolic link|1001|777', /no directory of that account/],
    ["somebody else's directory", '/srv/data', 'directory|0|755', /no directory of that account/],
  ])('takes no home that is %s', async (_, home, said, reason) => {
    bench.write(
      'passwd',
      `alice:x:1000:1000::/home/alice:/bin/sh\ncarol:x:1002:1002::/home/carol:/bin/sh\nbob:x:1001:1001::${home}:/bin/sh\n`,
    );
    bench.answers = argv => (argv[0] === '/usr/bin/stat' ? { stdout: `${said}\n` } : undefined);
    for (const way of ['delete', 'set_aside'])
      await expect(action().prepare({ user: 'bob', home_files: way }, bench.context())).rejects.toThrow(reason);
    expect(bench.ran()).toEqual([]);
  });

  it.each([
    [{ user: 'alice' }, { uid: 1001 }, /last administrator/],
    [{ user: 'alice' }, {}, /your own account/],
    [{ user: 'www-data' }, {}, /account of the system/],
    [{ user: 'root' }, {}, /account of the system/],
    [{ user: 'dave' }, {}, /no account dave/],
  ])('refuses %j of %j', async (asked, subject, reason) => {
    await expect(action().prepare(asked, bench.context(subject))).rejects.toThrow(reason);
  });
});
