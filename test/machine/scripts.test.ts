import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, systemsOfAttacks, up, type Ran } from './driver.js';
import { Terminal } from './terminal.js';

const RULES = '/etc/polkit-1/rules.d/10-test-scripts.rules';
// the interpreter of debian's polkit knows no arrow functions
const RULE = `polkit.addRule(function (action, subject) {
  if (subject.user == "alice" && action.id.indexOf("org.llmos.operator1.apply-own-changes") == 0) return polkit.Result.YES;
  if (subject.user == "alice" && action.id.indexOf("org.llmos.operator1.undo-own-changes") == 0) return polkit.Result.YES;
});`;
const HOME = '/home/alice/scripts';
const PLAN = '/var/tmp/llmtest-script.json';
// tells the machine from its copy, also in the cage of a program; ends well in both
const WHERE = 'if [ -d /run/llm-os-rehearsal ]; then touch copied; else touch real; fi; echo two >>notes';

interface Report {
  readonly steps: readonly {
    readonly status: string;
    readonly error: string | null;
    readonly record: string | null;
    readonly rehearsal?: { readonly applied: boolean; readonly changes: readonly { path: string; diff?: string }[] };
  }[];
}

describe.each(systemsOfAttacks)('a script of a plan, %s', os => {
  const furnish = `rm -rf ${HOME} /opt/scripted; install -d -o alice -g alice ${HOME}; install -o alice -g alice -m 640 /dev/null ${HOME}/notes; echo one >${HOME}/notes`;

  beforeAll(async () => {
    await up(os);
    await shIn(os, `cat >${RULES} <<'END'\n${RULE}\nEND\nchmod 644 ${RULES}; sleep 2`);
  });
  afterAll(() => shIn(os, `rm -rf ${RULES} ${HOME} ${PLAN} /opt/scripted; sleep 1`));

  const apply = async (
    user: string | undefined,
    steps: readonly object[],
    options: readonly string[],
  ): Promise<Ran> => {
    await shIn(os, `cat >${PLAN} <<'END'\n${JSON.stringify({ steps })}\nEND\nchmod 644 ${PLAN}`);
    return await execIn(os, ['llmsh', ...options, 'apply', PLAN], user === undefined ? {} : { user });
  };
  const report = async (user: string | undefined, ...steps: readonly object[]): Promise<Report> =>
    JSON.parse((await apply(user, steps, ['--json', '--yes'])).stdout);
  const script = (text: string, more = {}) => ({ action: 'run_script', script: text, cwd: HOME, ...more });

  attack(
    'a script that a model wrote runs on the machine itself',
    { without: 'carried out by exec: real was there, and no list of changes had been seen', tries: 2 },
    async () => {
      for (const [user, place] of [
        ['alice', HOME],
        [undefined, '/opt/scripted'],
      ] as const) {
        await shIn(os, `${furnish}; mkdir /opt/scripted; echo one >/opt/scripted/notes`);
        const { steps } = await report(user, script(WHERE, { cwd: place }));
        expect(steps).toMatchObject([{ status: 'done', rehearsal: { applied: true } }]);
        expect(await shIn(os, `ls ${place}; cat ${place}/notes`)).toBe('copied\nnotes\none\ntwo\n');
      }
    },
  );

  it('is shown with its diff and modes, on record, and taken back', async () => {
    await shIn(os, furnish);
    const picture = `find ${HOME} -printf '%p %y %m %U:%G %s\\n' | sort; cat ${HOME}/notes`;
    const before = await shIn(os, picture);
    const done = await apply(
      'alice',
      [script('chmod 600 notes; echo two >>notes; mkdir d; cat >d/in', { stdin: 'in\n' })],
      ['--yes'],
    );
    expect(done.status, done.stderr).toBe(0);
    expect(done.stderr).toMatch(/2 entries created|1 entry changed/);
    for (const part of ['+two', '0640 → 0600 (only alice may read and write)', '+in', 'd/in'])
      expect(done.stderr).toContain(part);
    const [, record = ''] = /llmsh undo (\S+) takes it back/.exec(done.stderr) ?? [];
    expect(await shIn(os, `cat ${HOME}/d/in; stat -c %a:%U ${HOME}/notes`)).toBe('in\n600:alice\n');
    expect((await execIn(os, ['llmsh', 'show', record], { user: 'alice' })).stdout).toContain(
      'make the changes of a rehearsal',
    );
    const undone = await execIn(os, ['llmsh', 'undo', '--yes', record], { user: 'alice' });
    expect(undone.status, undone.stderr).toBe(0);
    expect(await shIn(os, picture)).toBe(before);
  });

  it.each([
    ['fails', 'touch half; echo why >&2; exit 3', 'why'],
    ['changes nothing', 'true', 'it changes nothing'],
    ['wants the network', 'touch half; perl -MSocket -e "socket(S,2,1,0) or die \\"no: \\$!\\""', 'no: Address family'],
    [
      'calls what acts on the running system',
      'touch half; p=systemctl; $p stop ssh',
      'systemctl acts on the running system',
    ],
  ])('that %s changes nothing, and that is said', async (_, text, said) => {
    await shIn(os, furnish);
    const ran = await apply('alice', [script(text)], ['--yes']);
    expect(ran.status).not.toBe(0);
    expect(ran.stderr).toContain(said);
    expect(await shIn(os, `ls ${HOME}`)).toBe('notes\n');
  });

  it('stands behind steps that are done first, and sees what they did', async () => {
    await shIn(os, furnish);
    const make = { action: 'make_directory', path: `${HOME}/made` };
    const { steps } = await report('alice', make, script('echo x >made/x'));
    expect(steps.map(({ status }) => status)).toEqual(['done', 'done']);
    expect(await shIn(os, `cat ${HOME}/made/x`)).toBe('x\n');
  });

  it('that the person may not do is rehearsed as root, with a question and a password before it and before its changes', async () => {
    await shIn(os, `${furnish}; mkdir /opt/scripted; echo one >/opt/scripted/notes; chmod 644 /opt/scripted/notes`);
    const steps = [script('echo two >>notes', { cwd: '/opt/scripted' })];
    await shIn(os, `cat >${PLAN} <<'END'\n${JSON.stringify({ steps })}\nEND\nchmod 644 ${PLAN}`);
    const terminal = new Terminal(os, 'alice', ['llmsh', 'apply', PLAN]);
    await terminal.waitFor(/Rehearse it as root, which takes a password\? \[y\/N\] /);
    terminal.type('y\n');
    const prompt = await terminal.waitFor(/Password: ?/);
    expect(prompt).toMatch(/run a script as root in a copy[\s\S]*echo two/);
    terminal.type('alice-password\n');
    const shown = await terminal.waitFor(/Make these changes\? \[y\/N\] /);
    expect(shown).toMatch(/\+two/);
    expect(await shIn(os, 'cat /opt/scripted/notes')).toBe('one\n');
    terminal.type('y\n');
    await terminal.waitFor(/Password: ?/);
    terminal.type('alice-password\n');
    await terminal.waitFor(/takes it back/);
    expect(await terminal.ended()).toBe(0);
    expect(await shIn(os, 'cat /opt/scripted/notes')).toBe('one\ntwo\n');
  });

  it('of root is asked about before it runs, and nothing of it is seen without a yes', async () => {
    await shIn(os, furnish);
    const { steps } = await report('alice', script('cat /etc/shadow; touch /opt/scripted', { user: 'root' }));
    expect(steps[0]?.status).not.toBe('done');
    expect(steps[0]?.rehearsal).toBeUndefined();
    expect(await shIn(os, 'ls /opt')).not.toContain('scripted');
  });
});
