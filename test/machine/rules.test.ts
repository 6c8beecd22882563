import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { bringScripts } from './attacker.js';
import { execIn, shIn, up, type System } from './driver.js';
import { ask, askWithPassword } from './operator.js';
import { Terminal } from './terminal.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const RULES = '/etc/polkit-1/rules.d/10-llmos-test.rules';
const D = '/srv/rules-test';

const rules = `polkit.addRule(function (action, subject) {
  if (action.id.indexOf('org.llmos.operator1.') !== 0) return polkit.Result.NOT_HANDLED;
  var path = action.lookup('path') || '';
  var unit = action.lookup('unit') || '';
  if (path === '${D}/no' || unit === 'cron-test.service') return polkit.Result.NO;
  if (path === '${D}/yes') return polkit.Result.YES;
  if (path === '${D}/bob') return subject.user === 'bob' ? polkit.Result.YES : polkit.Result.NO;
  if (path === '${D}/group') return subject.isInGroup('sudo') ? polkit.Result.YES : polkit.Result.NO;
  if (path === '${D}/self') return polkit.Result.AUTH_SELF;
  if (path === '${D}/admin' || path === '/home/bob/admin') return polkit.Result.AUTH_ADMIN;
  if (path.indexOf('${D}/keep') === 0) return polkit.Result.AUTH_ADMIN_KEEP;
  return polkit.Result.NOT_HANDLED;
});`;

type Call = readonly [string, string, ...(string | number)[]];
const write = (path: string): Call => ['WriteFile', 'ssa{sv}', path, 'x', 0];

describe.each(systems)('rules of an administrator, on %s', os => {
  const exists = async (path: string) => (await execIn(os, ['test', '-e', path])).status === 0;
  const reset = () =>
    shIn(
      os,
      `rm -rf ${D} /home/bob/admin /tmp/attacks/withdraw-*; mkdir ${D}; ln -s ${D}/no /home/alice/link-to-no 2>/dev/null || true`,
    );

  beforeAll(async () => {
    await up(os);
    await bringScripts(os, 'calls.mjs');
    await execIn(os, ['tee', RULES], { input: rules });
    await reset();
    await shIn(os, 'sleep 1');
  });
  afterAll(() => shIn(os, `rm -rf ${RULES} ${D} /home/bob/admin /home/alice/link-to-no; sleep 1`));

  const spellings: readonly Call[] = [
    write(`${D}/no`),
    write(`${D}//no`),
    write(`${D}/./no`),
    write(`${D}/../rules-test/no`),
    write('/home/alice/link-to-no'),
    ['WriteFile', 'ssa{sv}', `${D}/no`, 'x', 1, 'append', 'b', 'true'],
    ['ReadFile', 'sa{sv}', `${D}/no`, 0],
    ['AuthorizePlan', 'a(sa{sv})a{sv}', 1, 'write_file', 2, 'path', 's', `${D}/no`, 'content', 's', 'x', 0],
  ];

  attack(
    'a call gets round a NO by another spelling, a link, another action or a plan',
    { without: 'with the NO of a quiet check overlooked a person was asked for it', tries: spellings.length + 1 },
    async () => {
      for (const call of spellings) {
        const { error } = await ask(os, 'alice', call);
        expect(error, JSON.stringify(call)).toMatch(/forbids it|normal form|no file|symbolic link/);
        expect(error).not.toMatch(/asks for authentication/);
      }
      // polkit before 125 lets root through without reading a rule
      if (os === 'trixie') expect((await ask(os, undefined, write(`${D}/no`))).error).toMatch(/forbids it/);
      expect(await exists(`${D}/no`)).toBe(false);
    },
  );

  it('that say YES by path, by user and by group hold for that path, user and group', async () => {
    expect((await ask(os, 'bob', write(`${D}/yes`))).error).toBe('');
    expect((await ask(os, 'bob', write(`${D}/bob`))).error).toBe('');
    expect((await ask(os, 'alice', write(`${D}/bob`))).error).toMatch(/forbids it/);
    expect((await ask(os, 'alice', write(`${D}/group`))).error).toBe('');
    expect((await ask(os, 'bob', write(`${D}/group`))).error).toMatch(/forbids it/);
    expect((await ask(os, 'bob', write(`${D}/yes-not`))).error).toMatch(/asks for authentication/);
  });

  it('that say AUTH_SELF take the own password, and AUTH_ADMIN do not', async () => {
    const self = await askWithPassword(os, 'bob', 'bob-password', write(`${D}/self`));
    expect([self.error, self.prompt]).toEqual(['', expect.stringMatching(/Authenticating as: Bob/)]);
    const refused = await askWithPassword(os, 'bob', 'bob-password', write(`${D}/admin`));
    expect(refused.prompt).toMatch(/Authenticating as: Alice/);
    expect([refused.reply, await exists(`${D}/admin`)]).toEqual(['', false]);
    expect((await askWithPassword(os, 'bob', 'alice-password', write(`${D}/admin`))).error).toBe('');
    // a rule may also ask for more than is asked by itself
    expect((await ask(os, 'bob', write('/home/bob/admin'))).error).toMatch(/asks for authentication/);
  });

  attack(
    'one password is kept by a rule, and opens what another rule forbids',
    { without: 'one password was asked for, and what followed rode on it', tries: 3 },
    async () => {
      const calls = [`${D}/keep-1`, `${D}/keep-2`, `${D}/no`].map(path => ['WriteFile', 'ssa{sv}', path, 'x', {}]);
      const argv = ['/usr/lib/llm-os/node', '/tmp/attacks/calls.mjs', JSON.stringify(calls)];
      const terminal = new Terminal(os, 'alice', argv);
      const answered = terminal.waitFor(/Password: $/, 10_000).then(
        async () => {
          await new Promise(resolve => setTimeout(resolve, 500));
          terminal.type('alice-password\n');
        },
        () => undefined,
      );
      await terminal.ended();
      await answered;
      expect(terminal.transcript).toMatch(/call 0: NotAuthorized: .*a rule keeps this authorization/);
      expect(terminal.transcript).toMatch(/call 1: NotAuthorized: .*a rule keeps this authorization/);
      expect(terminal.transcript).toMatch(/call 2: NotAuthorized: .*forbids it/);
      for (const name of ['keep-1', 'keep-2', 'no']) expect(await exists(`${D}/${name}`)).toBe(false);
    },
  );
});
