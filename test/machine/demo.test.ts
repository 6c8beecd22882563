import { beforeAll, describe, expect, it } from 'vitest';
import { execIn, shIn, type System, up } from './driver.js';
import { Terminal } from './terminal.js';

const DEMO = "Create a file named hello.txt with content 'world'";
const PROTECTED = "Create the file /etc/llmos-demo.conf with content 'hello'";
const CONFIRM = /\[y\/N\/e\(dit\)\] /;
const PASSWORD = /Password: /;
// the first request of a machine reads the model and its instructions
const MODEL_MS = 540_000;
const systems: readonly System[] = ['trixie', 'bookworm'];

describe.each(systems)('a sentence on a whole machine, with the real model, %s', os => {
  beforeAll(async () => {
    await up(os);
    await shIn(os, 'rm -f /home/alice/hello.txt /etc/llmos-demo.conf');
  });

  it('becomes a plan, a question, and a file', async () => {
    const terminal = new Terminal(os, 'alice', ['llmsh', DEMO]);
    const plan = await terminal.waitFor(CONFIRM, MODEL_MS);
    expect(plan).toMatch(/\/home\/alice\/hello\.txt/);
    expect(await shIn(os, 'ls /home/alice')).not.toMatch(/hello/);
    terminal.type('y\n');
    expect(await terminal.ended()).toBe(0);
    expect(await shIn(os, "cat /home/alice/hello.txt; stat -c ' %U' /home/alice/hello.txt")).toMatch(
      /^world\n? alice\n$/,
    );
  });

  it('becomes a write to /etc once the password was right', async () => {
    const terminal = new Terminal(os, 'alice', ['llmsh', PROTECTED]);
    await terminal.waitFor(CONFIRM, MODEL_MS);
    terminal.type('y\n');
    await terminal.waitFor(PASSWORD);
    // pkttyagent throws away what was typed before it switched the echo off
    await new Promise(resolve => setTimeout(resolve, 1000));
    terminal.type('alice-password\n');
    expect(await terminal.ended()).toBe(0);
    expect(await shIn(os, "cat /etc/llmos-demo.conf; stat -c ' %U' /etc/llmos-demo.conf")).toMatch(/^hello\n? root\n$/);
  });

  it('becomes an answer without any question where it only looks', async () => {
    const ran = await execIn(os, ['llmsh', 'how long has this computer been running?'], { user: 'alice' });
    // for how long, or since when
    expect([ran.status, ran.stdout]).toEqual([0, expect.stringMatching(/up |^\d{4}-\d\d-\d\d \d\d:/)]);
  });

  it('becomes words from what was found, where it is told to look first', async () => {
    await shIn(os, "echo 'the code word is walnut' >/home/alice/code.txt; chown alice: /home/alice/code.txt");
    const ran = await execIn(os, ['llmsh', '--look', 'what is in the file code.txt?'], { user: 'alice' });
    // the file as it is read, then what the model makes of it
    expect([ran.status, ran.stdout]).toEqual([0, expect.stringMatching(/^the code word is walnut\n[^]*\n.*walnut/)]);
    expect(ran.stderr).toMatch(/The model looks at the results/);
  });

  it('becomes one json object with --plan-only --json', async () => {
    const ran = await execIn(os, ['llmsh', '--plan-only', '--json', DEMO], { user: 'alice' });
    expect(ran.status).toBe(0);
    expect(JSON.parse(ran.stdout)).toEqual({
      steps: [{ action: 'write_file', path: '/home/alice/hello.txt', content: expect.stringMatching(/^world\n?$/) }],
      say: '',
    });
  });

  it('works over ssh, password prompt included', async () => {
    await shIn(os, 'systemctl start ssh; rm -f /etc/llmos-demo.conf');
    const ssh = [
      'ssh',
      '-tt',
      '-o',
      'StrictHostKeyChecking=no',
      '-o',
      'UserKnownHostsFile=/dev/null',
      'alice@127.0.0.1',
    ];
    const terminal = new Terminal(os, 'bob', ['sshpass', '-p', 'alice-password', ...ssh, `llmsh "${PROTECTED}"`]);
    await terminal.waitFor(CONFIRM, MODEL_MS);
    terminal.type('y\n');
    await terminal.waitFor(PASSWORD);
    // pkttyagent throws away what was typed before it switched the echo off
    await new Promise(resolve => setTimeout(resolve, 1000));
    terminal.type('alice-password\n');
    expect(await terminal.ended()).toBe(0);
    expect(await shIn(os, 'cat /etc/llmos-demo.conf')).toMatch(/^hello\n?$/);
  });
});
