import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, up, type System } from './driver.js';
import { Terminal } from './terminal.js';

const DIRECTORY = '/srv/llmos-plans';
const [ONE, TWO] = [`${DIRECTORY}/one`, `${DIRECTORY}/two`];
const PRECIOUS = `${DIRECTORY}/precious`;
const PLAN = '/tmp/llmos-plan.json';
const RULE = '/etc/polkit-1/rules.d/10-llmos-plans-test.rules';
const systems: readonly System[] = ['trixie', 'bookworm'];

const write = (path: string) => ({ action: 'write_file', path, content: 'planned\n' });

describe.each(systems)('a plan, %s', os => {
  beforeAll(() => up(os));
  beforeEach(async () => {
    await shIn(
      os,
      `rm -rf ${DIRECTORY} ${RULE}; mkdir ${DIRECTORY}; for f in ${ONE} ${TWO} ${PRECIOUS}; do echo before >$f; done`,
    );
    await shIn(os, `printf '%s' '${JSON.stringify({ steps: [write(ONE), write(TWO)] })}' >${PLAN}; chmod 644 ${PLAN}`);
  });
  afterAll(() => shIn(os, `rm -rf ${DIRECTORY} ${RULE} ${PLAN}`));

  const contents = async () => (await shIn(os, `cat ${ONE} ${TWO}`)).trim().split('\n');

  async function prompted(): Promise<Terminal> {
    const terminal = new Terminal(os, 'alice', ['llmsh', 'apply', PLAN]);
    await terminal.waitFor(/\[y\/N\/e\(dit\)\] /);
    terminal.type('y\n');
    await terminal.waitFor(/Password: /);
    // the terminal's echo is off only a moment after the words
    await new Promise(resolve => setTimeout(resolve, 500));
    return terminal;
  }

  it('asks for one password, with both steps in the prompt, and carries out both', async () => {
    const terminal = await prompted();
    terminal.type('alice-password\n');
    expect(await terminal.ended()).toBe(0);
    expect(terminal.transcript).toMatch(
      /these 2 steps, in this order and nothing else:\s+1\. write \/srv\/llmos-plans\/one as root/,
    );
    expect(terminal.transcript).toMatch(/2\. write \/srv\/llmos-plans\/two as root/);
    expect(terminal.transcript.match(/Password: /g)).toHaveLength(1);
    expect(await contents()).toEqual(['planned', 'planned']);
  });

  attack(
    'a file is swapped while the prompt of its plan is open',
    { without: 'with the seal left out, both files were written' },
    async () => {
      const terminal = await prompted();
      await shIn(os, `echo swapped >${ONE}`);
      terminal.type('alice-password\n');
      expect(await terminal.ended()).toBe(1);
      expect(await contents()).toEqual(['swapped', 'before']);
    },
  );

  attack(
    'a symbolic link is put there while the prompt is open',
    { without: 'with the seal left out, the plan was carried out' },
    async () => {
      const terminal = await prompted();
      await shIn(os, `ln -sf ${PRECIOUS} ${ONE}`);
      terminal.type('alice-password\n');
      expect(await terminal.ended()).not.toBe(0);
      expect(await shIn(os, `cat ${PRECIOUS} ${TWO}`)).toBe('before\nbefore\n');
    },
  );

  it('is given up at its prompt with ctrl-c, and nothing is written', async () => {
    const terminal = await prompted();
    terminal.type('\u0003');
    await terminal.ended();
    expect(await contents()).toEqual(['before', 'before']);
  });

  it('is refused before anybody is asked where a rule forbids one step', async () => {
    await shIn(
      os,
      `cat >${RULE} <<'END'
polkit.addRule(function(action, subject) {
  if (action.id == "org.llmos.operator1.overwrite-file" && action.lookup("path") == "${TWO}") return polkit.Result.NO;
});
END
sleep 2`,
    );
    const steps = [ONE, TWO].flatMap(path => ['write_file', '2', 'path', 's', path, 'content', 's', 'x']);
    const address = ['org.llmos.Operator1', '/org/llmos/Operator1', 'org.llmos.Operator1'];
    const argv = ['busctl', '--system', 'call', '--allow-interactive-authorization=yes', ...address];
    const ran = await execIn(os, [...argv, 'AuthorizePlan', 'a(sa{sv})a{sv}', '2', ...steps, '0'], { user: 'alice' });
    expect(ran.stderr).toContain('step 2: not authorized for org.llmos.operator1.overwrite-file');
    expect(await contents()).toEqual(['before', 'before']);
  });

  const misuse = async (name: string): Promise<string> => {
    const script = '/tmp/llmtest-plan-attacks.mjs';
    await execIn(os, ['sh', '-c', `cat >${script}`], { input: readFileSync('test/machine/plan-attacks.mjs') });
    const ran = await execIn(os, ['/usr/lib/llm-os/node', script, name, ONE, TWO, PRECIOUS]);
    await shIn(os, `rm -f ${script}`);
    return ran.stdout.trim() || ran.stderr;
  };
  const DEFENCES = [
    ['replay', 'a grant is used a second time', 'with grants that stay good, the file was written again'],
    ['other sender', 'another connection uses a grant', 'with senders not compared, the other one wrote the file'],
    ['one byte', 'a grant is used for other bytes', 'with digest and seal left out, the other bytes were written'],
    ['reordered', 'the second step is taken first', 'with the order left out, the second file was written first'],
    ['swapped content', 'the file is replaced after the prompt', 'with the seal left out, it was written all the same'],
    ['swapped for a link', 'a link lies there after the prompt', 'with the seal left out, it was written all the same'],
  ] as const;

  for (const [name, title, without] of DEFENCES) {
    attack(title, { without }, async () => {
      expect(await misuse(name)).toMatch(/NotAuthorized: grant:|Failed: what the plan was authorized for has changed/);
      expect(await shIn(os, `cat ${PRECIOUS}`)).toBe('before\n');
    });
  }

  it('grants what it says to who asked, and nothing to who makes a grant up', async () => {
    expect(await misuse('honest')).toBe('done, done');
    expect(await misuse('invented')).toContain('NotAuthorized: grant:');
  });

  it('ends where the operator is stopped in the middle of it, as an upgrade does: the rest must be asked for again', async () => {
    expect(await misuse('restarted')).toMatch(/^done, NotAuthorized: grant:/);
    expect(await contents()).toEqual(['planned', 'before']);
  });
});
