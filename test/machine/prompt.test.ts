import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { execIn, shIn, type System, up } from './driver.js';
import { Terminal } from './terminal.js';

const TARGET = '/srv/llmsh-prompt-test';
const PLAN = '/tmp/llmsh-prompt-plan.json';
const APPLY = ['llmsh', 'apply', PLAN];
const PROMPT = /Password: /;
const systems: readonly System[] = ['trixie', 'bookworm'];

// pkttyagent throws away what was typed before it switched the echo off, a moment after it shows its prompt
async function prompted(terminal: Terminal): Promise<string> {
  const shown = await terminal.waitFor(PROMPT);
  await new Promise(resolve => setTimeout(resolve, 1000));
  return shown;
}

const plan = (path: string) => JSON.stringify({ steps: [{ action: 'write_file', path, content: 'after\n' }] });

describe.each(systems)('a protected write at the terminal, %s', os => {
  beforeAll(() => up(os));

  beforeEach(async () => {
    await shIn(os, `printf 'before\\n' >${TARGET}; chmod 640 ${TARGET}; chown root:root ${TARGET}`);
    await shIn(os, `cat >${PLAN} <<'END'\n${plan(TARGET)}\nEND\nchmod 644 ${PLAN}`);
  });

  const content = () => shIn(os, `cat ${TARGET}; stat -c '%U %a' ${TARGET}`);

  async function apply(user: string, argv = APPLY): Promise<Terminal> {
    const terminal = new Terminal(os, user, argv);
    await terminal.waitFor(/\[y\/N\/e\(dit\)\] /);
    terminal.type('y\n');
    return terminal;
  }

  it('asks for the right password and writes, owner and mode kept', async () => {
    const terminal = await apply('alice');
    await prompted(terminal);
    terminal.type('alice-password\n');
    expect(await terminal.ended()).toBe(0);
    expect(terminal.transcript).toMatch(/step 1: done/);
    expect(await content()).toBe('after\nroot 640\n');
  });

  it('denies after three wrong passwords, says so, and writes nothing', async () => {
    const terminal = await apply('alice');
    for (let tries = 0; tries < 3; tries++) {
      await prompted(terminal);
      terminal.type('wrong-password\n');
    }
    expect(await terminal.ended()).toBe(4);
    expect(terminal.transcript).toMatch(/step 1: refused/);
    expect(await content()).toBe('before\nroot 640\n');
  });

  it('takes the right password after a wrong one', async () => {
    const terminal = await apply('alice');
    await prompted(terminal);
    terminal.type('wrong-password\n');
    await prompted(terminal);
    terminal.type('alice-password\n');
    expect(await terminal.ended()).toBe(0);
    expect(await content()).toBe('after\nroot 640\n');
  });

  it('is given up with ctrl-c at the prompt: 130, nothing written, the terminal echoes again', async () => {
    const terminal = await apply('alice', [
      'sh',
      '-c',
      `trap : INT; llmsh apply ${PLAN}; echo "rc=$?"; stty -a | grep -o -- '-*echo '`,
    ]);
    await prompted(terminal);
    terminal.type('\u0003');
    await terminal.ended();
    expect(terminal.transcript).toMatch(/rc=130/);
    expect(terminal.transcript).not.toMatch(/-echo /);
    expect(await content()).toBe('before\nroot 640\n');
  });

  // the agent of debian 12 aborts there
  it('is refused with ctrl-d at each prompt: nothing written, the terminal echoes again', async () => {
    const terminal = await apply('alice', [
      'sh',
      '-c',
      `llmsh apply ${PLAN}; echo "rc=$?"; stty -a | grep -o -- '-*echo '`,
    ]);
    for (let tries = 0; tries < 3; tries++) {
      await prompted(terminal);
      terminal.type('\u0004');
    }
    await terminal.ended();
    expect(terminal.transcript).toMatch(/rc=4/);
    expect(terminal.transcript).not.toMatch(/-echo /);
    expect(await content()).toBe('before\nroot 640\n');
  });

  it("asks bob for an administrator's password, not for his own", async () => {
    const terminal = await apply('bob');
    await prompted(terminal);
    terminal.type('bob-password\n');
    await prompted(terminal);
    terminal.type('alice-password\n');
    expect(await terminal.ended()).toBe(0);
    expect(await content()).toBe('after\nroot 640\n');
  });

  it('is refused cleanly where there is no terminal, with a cure', async () => {
    const ran = await execIn(os, ['llmsh', 'apply', '--yes', '--json', PLAN], { user: 'alice' });
    expect(ran.status).toBe(4);
    expect(JSON.parse(ran.stdout).steps[0]).toMatchObject({ action: 'write_file', status: 'refused' });
    expect(ran.stderr).toMatch(/terminal/);
    expect(await content()).toBe('before\nroot 640\n');
  });

  it('asks nobody who could not answer: a locked account is told so', async () => {
    await shIn(os, 'id carol 2>/dev/null || useradd -m -s /bin/bash carol; passwd -l carol >/dev/null');
    await shIn(
      os,
      `cat >${PLAN} <<'END'\n${plan('/home/carol/notes')}\nEND\necho old >/home/carol/notes; chown carol: /home/carol/notes`,
    );
    const terminal = new Terminal(os, 'carol', APPLY);
    expect(await terminal.ended()).toBe(4);
    expect(terminal.transcript).toMatch(/sudo passwd carol/);
    expect(terminal.transcript).not.toMatch(PROMPT);
    expect(await shIn(os, 'cat /home/carol/notes')).toBe('old\n');
  });

  it('lets root apply a plan, and says that nobody is asked', async () => {
    const ran = await execIn(os, ['llmsh', 'apply', '--yes', PLAN]);
    expect([ran.status, ran.stderr.includes('nobody is asked')]).toEqual([0, true]);
    expect(await content()).toBe('after\nroot 640\n');
    expect((await execIn(os, ['llmsh', 'do', 'something'])).status).toBe(2);
  });

  it('asks once for a plan of two guarded steps, and both are done', async () => {
    const steps = ['one', 'two'].map(name => ({ action: 'write_file', path: `${TARGET}-${name}`, content: name }));
    await shIn(os, `rm -f ${TARGET}-*; printf '%s' '${JSON.stringify({ steps })}' >${PLAN}`);
    const terminal = await apply('alice');
    const shown = await prompted(terminal);
    expect(shown).toMatch(/-one[\s\S]*-two/);
    terminal.type('alice-password\n');
    expect(await terminal.ended()).toBe(0);
    expect(terminal.transcript.match(/Password: /g)).toHaveLength(1);
    expect(await shIn(os, `cat ${TARGET}-one ${TARGET}-two`)).toBe('onetwo');
  });

  it("confirms an overwrite of one's own file with one's own password", async () => {
    await shIn(
      os,
      `cat >${PLAN} <<'END'\n${plan('/home/bob/notes')}\nEND\necho old >/home/bob/notes; chown bob: /home/bob/notes`,
    );
    const terminal = await apply('bob');
    await prompted(terminal);
    terminal.type('bob-password\n');
    expect(await terminal.ended()).toBe(0);
    expect(terminal.transcript).toMatch(/-old/);
    expect(await shIn(os, 'cat /home/bob/notes')).toBe('after\n');
  });
});
