import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { execIn, shIn, type System, up } from './driver.js';
import { Terminal } from './terminal.js';

const os: System = 'trixie';
const QUESTION = /Carry out this plan\? \[y\/N\/e\(dit\)\] /;
const PASSWORD = /Password: /;
const SHELL = /shell\$ /;
const PROMPT = /llmsh> /;
const PLAN = '/tmp/llmsh-typing-plan.json';
const TARGET = '/srv/llmsh-typing';
const [CTRL_C, CTRL_D, CTRL_Z] = ['\u0003', '\u0004', '\u001A'];

describe('keys at the wrong moment, at a terminal with a shell that has job control', () => {
  let open: Terminal | undefined;

  beforeAll(async () => {
    await up(os);
    const plan = JSON.stringify({ steps: [{ action: 'write_file', path: TARGET, content: 'x\n' }] });
    // its instructions are read once on each machine, which takes longer than any wait below
    await execIn(os, ['llmsh', '--plan-only', 'create a file named typed.txt with content x'], { user: 'alice' });
    await shIn(os, `printf '%s' '${plan}' >${PLAN}; chmod 644 ${PLAN}; rm -f ${TARGET} /home/alice/typed*`);
  });

  afterEach(async () => {
    await open?.close();
    await shIn(os, `rm -f ${TARGET} /home/alice/typed*`);
  });

  const planned = (terminal: Terminal) => terminal.waitFor(QUESTION, 180_000);

  async function shell(command: string): Promise<Terminal> {
    const terminal = new Terminal(os, 'alice', ['env', 'PS1=shell$ ', 'bash', '--norc', '--noprofile', '-i']);
    open = terminal;
    await terminal.waitFor(SHELL);
    terminal.type(`${command}\n`);
    return terminal;
  }

  async function conversation(options = ''): Promise<Terminal> {
    const terminal = await shell(`llmsh ${options}`);
    await terminal.waitFor(PROMPT);
    return terminal;
  }

  async function untouched(terminal: Terminal, file: string): Promise<void> {
    await delay(1500);
    expect(terminal.transcript).not.toMatch(/step 1: done|Password: /);
    expect((await execIn(os, ['test', '-e', file])).status).toBe(1);
  }

  const mode = async (terminal: Terminal): Promise<string> => {
    terminal.type('stty -a | grep -oE -- "-?(echo|icanon|isig) " | tr -d "\\n"; echo "."\n');
    return (await terminal.waitFor(/(-?(echo|icanon|isig) ?)+\./)).split('\n').at(-1) ?? '';
  };

  describe('a yes that was typed before the plan was shown', () => {
    it('is no answer to the plan of one request', async () => {
      const terminal = await shell('llmsh "create a file named typed.txt with content x"');
      await terminal.waitFor(/planning/);
      await delay(300);
      terminal.type('y\n');
      await planned(terminal);
      await untouched(terminal, '/home/alice/typed.txt');
      expect(terminal.transcript).toContain('typed before this question was not read');
      terminal.type('y\n');
      await terminal.waitFor(/step 1: done/);
    });

    it('is no answer to a plan in a conversation, nor is half a line', async () => {
      const terminal = await conversation();
      terminal.type('create a file named typed.txt with content x\n');
      await terminal.waitFor(/planning/);
      await delay(300);
      terminal.type('\ny\ny');
      await planned(terminal);
      terminal.type('\n');
      await terminal.waitFor(/Nothing was run/);
      await terminal.waitFor(PROMPT);
      await untouched(terminal, '/home/alice/typed.txt');
    });

    it('is no answer to the plan of a file', async () => {
      const terminal = await shell(`llmsh apply ${PLAN}\ny`);
      await terminal.waitFor(QUESTION);
      await untouched(terminal, TARGET);
      terminal.type('n\n');
      await terminal.waitFor(/Nothing was run/);
    });
  });

  describe('a pasted block', () => {
    const block = ["make a file typed-a.txt with the text 'one'", "make a file typed-b.txt with the text 'two'", 'y'];
    const whole = new RegExp(`${block.join('\n').replaceAll('.', '\\.')}\n---`);

    it('is one request, sent by return, where the terminal marks it', async () => {
      const terminal = await conversation('--show-prompt --plan-only');
      terminal.type(`\u001B[200~${block.join('\r')}\u001B[201~`);
      await delay(500);
      expect(terminal.transcript).not.toContain('---');
      terminal.type('\r');
      await terminal.waitFor(whole);
      terminal.type(CTRL_C);
      await terminal.waitFor(PROMPT);
    });

    it('is one request where it is not marked', async () => {
      const terminal = await conversation('--show-prompt --plan-only');
      terminal.type(`${block.join('\r')}\r`);
      await terminal.waitFor(whole);
      terminal.type(CTRL_C);
      await terminal.waitFor(PROMPT);
    });
  });

  describe('ctrl-z, then fg', () => {
    async function stopAndGoOn(terminal: Terminal): Promise<void> {
      terminal.type(CTRL_Z);
      await terminal.waitFor(/Stopped/);
      await terminal.waitFor(SHELL);
      expect(await mode(terminal)).toBe('isig icanon echo .');
      await terminal.waitFor(SHELL);
      terminal.type('fg\n');
      await terminal.waitFor(/llmsh.*\n/);
    }

    it('has the question and the password asked again, the password hidden', async () => {
      const terminal = await shell(`llmsh apply ${PLAN}`);
      await terminal.waitFor(QUESTION);
      await stopAndGoOn(terminal);
      await terminal.waitFor(QUESTION);
      terminal.type('y\n');
      await terminal.waitFor(PASSWORD);
      await delay(1000);
      await stopAndGoOn(terminal);
      await terminal.waitFor(PASSWORD);
      terminal.type('alice-password\n');
      await terminal.waitFor(/step 1: done/);
      await terminal.waitFor(SHELL);
      expect(terminal.transcript).not.toContain('alice-password');
      expect(await mode(terminal)).toBe('isig icanon echo .');
    });

    it('leaves a conversation as it was, with the line that was being typed', async () => {
      const terminal = await conversation();
      terminal.type('exi');
      await terminal.waitFor(/exi/);
      await stopAndGoOn(terminal);
      await terminal.waitFor(/llmsh> exi/);
      terminal.type('t\n');
      await terminal.waitFor(SHELL);
      terminal.type('echo "status $?"\n');
      await terminal.waitFor(/status 0/);
    });
  });

  describe('ctrl-c', () => {
    it('stops what is going on in a conversation and comes back to its prompt, the tenth time too', async () => {
      const terminal = await conversation();
      for (let times = 0; times < 10; times++) terminal.type(CTRL_C);
      await terminal.waitFor(PROMPT);
      terminal.type('create a file named typed.txt with content x\n');
      await terminal.waitFor(/planning/);
      for (let times = 0; times < 10; times++) {
        terminal.type(CTRL_C);
        await delay(30);
      }
      await terminal.waitFor(/[Ii]nterrupted/);
      await terminal.waitFor(PROMPT);
      terminal.type('create a file named typed.txt with content x\n');
      await planned(terminal);
      terminal.type(CTRL_C);
      await terminal.waitFor(/Nothing was run/);
      await terminal.waitFor(PROMPT);
      await untouched(terminal, '/home/alice/typed.txt');
      terminal.type(CTRL_D);
      await terminal.waitFor(SHELL);
      expect(await mode(terminal)).toBe('isig icanon echo .');
    });
  });
});
