import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execIn, shIn, type System, up } from './driver.js';
import { ask, askWithPassword } from './operator.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const FILES = '/etc/passwd /etc/group /etc/shadow /etc/gshadow /etc/subuid /etc/subgid';

describe.each(systems)('accounts, %s', os => {
  const clean = () =>
    shIn(
      os,
      'for u in petra max; do userdel -rf $u 2>/dev/null || true; done; rm -rf /home/.llm-os-removed /home/max /home/petra',
    );
  beforeAll(async () => {
    await up(os);
    await clean();
    await shIn(os, 'getent group plugdev || groupadd plugdev; getent group docker || groupadd -r docker');
  });
  afterAll(clean);

  const recordOf = (reply: string) => /"record" s "([^"]+)"/.exec(reply)?.[1] ?? '';
  const undo = async (reply: string) =>
    expect(await ask(os, undefined, ['Undo', 'sa{sv}', recordOf(reply), 0])).toMatchObject({ error: '' });
  const files = () => shIn(os, `for f in ${FILES}; do echo "== $f"; sort $f; done`);
  const called = async (...call: Parameters<typeof ask>[2]) => {
    const { reply, error } = await ask(os, undefined, call);
    expect(error).toBe('');
    return reply;
  };
  type Call = Parameters<typeof ask>[2];

  it('adds one after the password, without a password of its own, and takes it back to the very files', async () => {
    const before = await files();
    const call: Call = ['AddUser', 'sa{sv}', 'petra', 1, 'full_name', 's', 'Petra Lang'];
    const asked = await askWithPassword(os, 'alice', 'alice-password', call);
    expect(asked.error).toBe('');
    expect(asked.prompt.replaceAll(/\s+/g, ' ')).toContain(
      'create the account petra (for Petra Lang, with shell /bin/bash)',
    );
    expect(await shIn(os, 'getent passwd petra; passwd -S petra; stat -c "%U %a" /home/petra; id -nG petra')).toMatch(
      /^petra:x:\d+:\d+:Petra Lang:\/home\/petra:\/bin\/bash\npetra L .*\npetra 700\npetra\n$/,
    );
    await undo(asked.reply);
    expect(await files()).toBe(before);
    expect(await shIn(os, 'ls -A /home/.llm-os-removed; ls /home')).toMatch(/^petra\.\S+\nalice\nbob\n$/);
  });

  it('removes one, and makes it again with number, groups, ranges and password; its home comes back', async () => {
    await shIn(
      os,
      `useradd -m -c 'Max,1,2' -G plugdev,adm max; echo max:max-password | chpasswd; chage -E 2031-05-01 -M 90 max; echo x >/home/max/letter`,
    );
    const before = await files();
    const homes = await shIn(os, 'find /home/max -printf "%p %m %U:%G\\n" | sort');
    const reply = await called('RemoveUser', 'sa{sv}', 'max', 1, 'home_files', 's', 'set_aside');
    expect(
      await shIn(
        os,
        'getent passwd max || echo gone; ls -d /home/max 2>&1 || true; stat -c "%U %a" /home/.llm-os-removed',
      ),
    ).toMatch(/^gone\n.*No such file.*\nroot 700\n$/);
    const found = await shIn(
      os,
      `grep -rl 'max:\\$y' /var/lib/llm-os/operator || true; journalctl --no-pager -o cat | grep -c 'max:\\$y' || true`,
    );
    expect(found).toBe('0\n');
    const hash = /^max:(\$[^:]+):/m.exec(before)?.[1] ?? 'none';
    expect(
      await shIn(
        os,
        `grep -rlF '${hash}' /var/lib/llm-os/operator/*.jsonl /var/lib/llm-os/operator/records* /var/log 2>/dev/null || true`,
      ),
    ).toBe('');
    await undo(reply);
    expect(await files()).toBe(before);
    expect(await shIn(os, 'find /home/max -printf "%p %m %U:%G\\n" | sort')).toBe(homes);
  });

  it('does not remove who is logged in, nor a home for good without asking that alone', async () => {
    await shIn(os, 'getent passwd max || useradd -m max');
    const seat = execIn(os, ['sleep', '6'], { user: 'bob' });
    await shIn(os, 'sleep 2');
    expect((await ask(os, undefined, ['RemoveUser', 'sa{sv}', 'bob', 0])).error).toContain('bob is logged in');
    await seat;
    const refused = await ask(os, 'alice', ['RemoveUser', 'sa{sv}', 'max', 1, 'home_files', 's', 'delete']);
    expect(refused.error).toContain('remove-user-and-home');
    await called('RemoveUser', 'sa{sv}', 'max', 1, 'home_files', 's', 'delete');
    expect(await shIn(os, 'getent passwd max || echo gone; test -e /home/max || echo gone')).toBe('gone\ngone\n');
  });

  it('locks an account for passwords and keys, and takes back no more than that', async () => {
    const before = await shIn(os, 'getent shadow bob');
    const asked = await askWithPassword(os, 'alice', 'alice-password', ['LockUser', 'sa{sv}', 'bob', 0]);
    expect(asked.prompt.replaceAll(/\s+/g, ' ')).toContain('lock the account bob for passwords and keys');
    expect(asked.error).toBe('');
    expect(await shIn(os, 'getent shadow bob')).toMatch(/^bob:!\$.*:1:\n$/);
    const login = 'setpriv --reuid=bob --regid=bob --init-groups true; ';
    expect(await shIn(os, `${login} su -s /bin/sh -c true bob 2>&1 || echo shut`)).toMatch(/expired|shut/);
    await undo(asked.reply);
    expect(await shIn(os, 'getent shadow bob')).toBe(before);
  });

  it('puts an account into groups, says which give root, and takes it out again', async () => {
    const before = await files();
    const reply = await called('AddUserToGroup', 'ssa{sv}', 'bob', 'plugdev', 0);
    expect(await shIn(os, 'id -nG bob')).toContain('plugdev');
    await undo(reply);
    const asked = await askWithPassword(os, 'alice', 'alice-password', [
      'AddUserToGroup',
      'ssa{sv}',
      'bob',
      'docker',
      0,
    ]);
    expect(asked.prompt.replaceAll(/\s+/g, ' ')).toContain('put bob into the group docker. That group gives root.');
    expect(await shIn(os, 'id -nG bob')).toContain('docker');
    await undo(asked.reply);
    expect(await files()).toBe(before);
  });

  it('keeps the last administrator, accounts of the system, and the caller', async () => {
    const calls: readonly (readonly [Call, string])[] = [
      [['AddUserToGroup', 'ssa{sv}', 'alice', 'sudo', 1, 'take_out', 'b', 'true'], 'the last administrator'],
      [['RemoveUser', 'sa{sv}', 'alice', 0], 'the last administrator'],
      [['LockUser', 'sa{sv}', 'alice', 0], 'the last administrator'],
      [['RemoveUser', 'sa{sv}', 'www-data', 0], 'account of the system'],
      [['LockUser', 'sa{sv}', 'root', 0], 'account of the system'],
      [['AddUserToGroup', 'ssa{sv}', 'www-data', 'docker', 0], 'it gets no group that gives root'],
      [['AddUser', 'sa{sv}', 'docker', 0], 'there is a group docker already'],
    ];
    const before = await files();
    for (const [call, reason] of calls) expect((await ask(os, undefined, call)).error).toContain(reason);
    expect((await ask(os, 'bob', ['RemoveUser', 'sa{sv}', 'bob', 0])).error).toContain('your own account');
    expect(await files()).toBe(before);
  });
});
