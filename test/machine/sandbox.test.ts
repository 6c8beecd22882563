import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, up, type How, type System } from './driver.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const HOME = '/home/alice/sandbox-test';
const CALL = 'busctl --system --timeout=60 call org.llmos.Operator1 /org/llmos/Operator1 org.llmos.Operator1'.split(
  ' ',
);
const alice: How = { user: 'alice' };
const AS_ALICE = ['setpriv', '--reuid=alice', '--regid=alice'];

// ways to be alice and not to be her: from her own session, or beside it while she is logged in
const sandboxes: readonly (readonly [name: string, argv: readonly string[], how: How])[] = [
  ['bubblewrap', ['bwrap', '--bind', '/', '/'], alice],
  ['bubblewrap with its own users', ['bwrap', '--unshare-user', '--bind', '/', '/'], alice],
  ['bubblewrap with its own processes', ['bwrap', '--unshare-pid', '--bind', '/', '/', '--proc', '/proc'], alice],
  ['no new privileges', ['setpriv', '--no-new-privs'], alice],
  ['users of its own', ['unshare', '--map-root-user', '--'], alice],
  ['fewer groups', [...AS_ALICE, '--clear-groups'], {}],
  ['more groups', [...AS_ALICE, '--groups=alice,sudo,adm'], {}],
  ['her groups, without a session', [...AS_ALICE, '--init-groups'], {}],
  ['a system service with her uid', ['systemd-run', '--quiet', '--pipe', '--wait', '--uid=alice'], {}],
];

describe.each(systems)('a process with the uid of a person, on %s', os => {
  beforeAll(async () => {
    await up(os);
    await shIn(os, `rm -rf ${HOME}; install -d -o alice -g alice ${HOME}`);
    await shIn(os, `echo mine >${HOME}/private; chown alice: ${HOME}/private; chmod 600 ${HOME}/private`);
    // her user manager lives all the while
    await shIn(os, 'loginctl enable-linger alice; sleep 1');
  });
  afterAll(() => shIn(os, `loginctl disable-linger alice; rm -rf ${HOME}`));

  const call = async (argv: readonly string[], how: How, ...words: readonly string[]) => {
    const { stdout, stderr } = await execIn(os, [...argv, ...CALL, ...words], how);
    return `${stdout}${stderr}`.trim();
  };

  it('that is hers gets what is hers', async () => {
    expect(await call([], alice, 'ReadFile', 'sa{sv}', `${HOME}/private`, '0')).toMatch(/"mine/);
    expect(await call([], alice, 'WriteFile', 'ssa{sv}', `${HOME}/new`, 'x', '0')).toMatch(/"created" b true/);
  });

  attack(
    'a sandboxed process of the same uid gets a fresh unit outside its cage',
    { without: 'read her files, wrote to her home and ran as her without a question', tries: sandboxes.length * 3 },
    async () => {
      for (const [name, argv, how] of sandboxes) {
        const ran = await call(argv, how, 'Exec', 'asa{sv}', '1', 'id', '1', 'tier', 's', 'caller');
        expect(ran, name).toMatch(/nothing is run as you: the (caller|groups)/);
        const read = await call(argv, how, 'ReadFile', 'sa{sv}', `${HOME}/private`, '0');
        expect(read, name).toMatch(/read-protected-file/);
        const wrote = await call(argv, how, 'WriteFile', 'ssa{sv}', `${HOME}/escaped`, 'x', '0');
        expect(wrote, name).toMatch(/overwrite-file asks for authentication/);
      }
      await shIn(os, `test ! -e ${HOME}/escaped`);
    },
  );

  it('that is root does nothing below a directory that somebody else may change', async () => {
    expect(await call([], {}, 'Exec', 'asa{sv}', '1', 'id', '1', 'tier', 's', 'caller')).toMatch(/root is nobody/);
    const path = `${HOME}/private`;
    expect(await call([], {}, 'ReadFile', 'sa{sv}', path, '0')).toMatch(/is not root's alone/);
    expect(await call([], {}, 'WriteFile', 'ssa{sv}', path, 'x', '0')).toMatch(/is not root's alone/);
    expect(await shIn(os, `cat ${path}`)).toBe('mine\n');
  });
});
