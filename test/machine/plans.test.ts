import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { execIn, shIn, up, type System } from './driver.js';
import { Terminal } from './terminal.js';

const DIRECTORY = '/etc/llmos-plans';
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
      /these 2 steps, in this order and nothing else:\s+1\. write \/etc\/llmos-plans\/one as root/,
    );
    expect(terminal.transcript).toMatch(/2\. write \/etc\/llmos-plans\/two as root/);
    expect(terminal.transcript.match(/Password: /g)).toHaveLength(1);
    expect(await contents()).toEqual(['planned', 'planned']);
  });

  it('writes nothing to a file that was swapped between the prompt and the run, nor anything after it', async () => {
    const terminal = await prompted();
    await shIn(os, `echo swapped >${ONE}`);
    terminal.type('alice-password\n');
    expect(await terminal.ended()).toBe(1);
    expect(await contents()).toEqual(['swapped', 'before']);
  });

  it('follows no symbolic link that was put there between the prompt and the run', async () => {
    const terminal = await prompted();
    await shIn(os, `ln -sf ${PRECIOUS} ${ONE}`);
    terminal.type('alice-password\n');
    expect(await terminal.ended()).not.toBe(0);
    expect(await shIn(os, `cat ${PRECIOUS} ${TWO}`)).toBe('before\nbefore\n');
  });

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

  it('stands against whoever misuses its grants', async () => {
    await execIn(os, ['sh', '-c', 'cat >/tmp/plan-attacks.mjs'], {
      input: readFileSync('test/machine/plan-attacks.mjs'),
    });
    const ran = await execIn(os, ['/usr/lib/llm-os/node', '/tmp/plan-attacks.mjs', ONE, TWO, PRECIOUS]);
    const outcomes = new Map(
      ran.stdout
        .trim()
        .split('\n')
        .map(line => [line.split(': ')[0], line]),
    );
    expect(outcomes.get('honest'), ran.stderr).toBe('honest: done, done');
    for (const attack of ['replay', 'other sender', 'one byte', 'reordered', 'invented']) {
      expect(outcomes.get(attack)).toContain('NotAuthorized: grant:');
    }
    for (const attack of ['swapped content', 'swapped for a link']) {
      expect(outcomes.get(attack)).toContain('Failed: what the plan was authorized for has changed');
    }
    expect(await shIn(os, `cat ${PRECIOUS}`)).toBe('before\n');
  });
});
