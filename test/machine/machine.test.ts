import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { execIn, shIn, type System, up } from './driver.js';
import { Terminal } from './terminal.js';

const systems: readonly System[] = ['trixie', 'bookworm'];

describe.each(systems)('the machine, %s', os => {
  beforeAll(() => up(os));

  it('is up at once when it is up', async () => {
    const began = Date.now();
    await up(os);
    expect(Date.now() - began).toBeLessThan(1000);
  });

  it('passes input, output, errors and exit status of a root command through, byte for byte', async () => {
    const bytes = randomBytes(70_000).toString('latin1');
    const echoed = await execIn(os, ['cat'], { input: bytes });
    expect(echoed.stdout === bytes).toBe(true);
    const split = await execIn(os, ['sh', '-c', 'echo out; echo err >&2; exit 7']);
    expect(split).toEqual({ status: 7, stdout: 'out\n', stderr: 'err\n' });
  });

  it('passes them through a login session too, and expands nothing in arguments', async () => {
    const words = ['${HOME}', '$HOME', '$$', '%n', '-ex${x}ec', "it's", 'a  b', ''];
    const ran = await execIn(os, ['printf', '[%s]', ...words], { user: 'bob' });
    expect(ran).toEqual({ status: 0, stdout: words.map(word => `[${word}]`).join(''), stderr: '' });
    const failed = await execIn(os, ['sh', '-c', 'cat; echo err >&2; exit 9'], { user: 'bob', input: 'in' });
    expect(failed).toEqual({ status: 9, stdout: 'in', stderr: 'err\n' });
  });

  it('gives --user an active local session at the seat, with a bus and a runtime directory', async () => {
    const ran = await execIn(
      os,
      [
        'sh',
        '-c',
        'loginctl show-session "$XDG_SESSION_ID" -p Active -p Seat -p Remote -p Class; echo "$XDG_RUNTIME_DIR"; pwd',
      ],
      { user: 'alice' },
    );
    const shown = ran.stdout.split('\n');
    expect(shown).toEqual(
      expect.arrayContaining(['Seat=seat0', 'Remote=no', 'Active=yes', 'Class=user', '/run/user/1000', '/home/alice']),
    );
  });

  it('lends a terminal, on which a password is typed', async () => {
    const terminal = new Terminal(os, 'alice', ['sudo', '-k', 'id', '-u']);
    await terminal.waitFor(/password for alice: /);
    terminal.type('alice-password\n');
    expect(await terminal.ended()).toBe(0);
    expect(terminal.transcript).toMatch(/^0$/m);
  });

  it('does not let bob become root', async () => {
    const terminal = new Terminal(os, 'bob', ['sudo', '-k', 'id', '-u']);
    await terminal.waitFor(/password for bob: /);
    terminal.type('bob-password\n');
    expect(await terminal.ended()).not.toBe(0);
  });

  it('enforces limits on tasks and memory', async () => {
    const tasks = await execIn(os, [
      'systemd-run',
      '-q',
      '--wait',
      '--pipe',
      '-p',
      'TasksMax=5',
      'sh',
      '-c',
      'for i in 1 2 3 4 5 6 7 8; do sleep 1 & done; wait',
    ]);
    expect(tasks.status).not.toBe(0);
    const memory = await execIn(os, [
      'systemd-run',
      '-q',
      '--wait',
      '--pipe',
      '-p',
      'MemoryMax=40M',
      '-p',
      'MemorySwapMax=0',
      'python3',
      '-c',
      'x = "a" * 200_000_000; print("allocated")',
    ]);
    expect(memory.stdout).not.toContain('allocated');
    expect(memory.status).not.toBe(0);
  });

  it('has no network but its own loopback', async () => {
    expect((await shIn(os, 'ls /sys/class/net')).trim()).toBe('lo');
  });
});
