import { beforeAll, describe, expect, it } from 'vitest';
import { execIn, shIn, type System, up } from './driver.js';
import { Terminal } from './terminal.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const WRITE = JSON.stringify({ steps: [{ action: 'write_file', path: '/etc/llmsh-test', content: 'x' }] });
const PLAN = '/tmp/llmsh-test-plan.json';

describe.each(systems)('llmsh on a machine where something is missing, %s', os => {
  beforeAll(async () => {
    await up(os);
    await shIn(os, `rm -f /etc/llmsh-test; printf '%s' '${WRITE}' >${PLAN}; chmod 644 ${PLAN}`);
  });

  const alice = (...argv: string[]) => execIn(os, ['llmsh', ...argv], { user: 'alice' });

  async function without(breaking: string, mending: string, body: () => Promise<void>): Promise<void> {
    await shIn(os, breaking);
    try {
      await body();
    } finally {
      await shIn(os, mending);
    }
  }

  it('finds nothing wrong where all is there, as text and as json', async () => {
    const ran = await alice('doctor', '--json');
    const { checks } = JSON.parse(ran.stdout);
    const broken = checks.filter(({ state }: { state: string }) => state === 'broken');
    expect([ran.status, broken]).toEqual([0, []]);
    expect((await alice('doctor')).stdout).toMatch(/^ok +operator: version /m);
  });

  it('ends with 9 without a helper, and the doctor names the cure', async () => {
    const unit = '/usr/share/dbus-1/system-services/org.llmos.Operator1.service';
    const reload = 'busctl call org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus ReloadConfig';
    const breaking = `mv ${unit} ${unit}.off; systemctl stop llmos-operator; ${reload}`;
    await without(breaking, `mv ${unit}.off ${unit}; ${reload}`, async () => {
      const ran = await alice('apply', '--yes', '--json', PLAN);
      expect([ran.status, JSON.parse(ran.stdout)]).toEqual([9, { version: 1, steps: [] }]);
      expect(ran.stderr).toMatch(/llmsh doctor/);
      const doctor = await alice('doctor');
      expect([doctor.status, doctor.stdout]).toEqual([1, expect.stringMatching(/broken +operator/)]);
    });
    expect((await alice('doctor')).status).toBe(0);
  });

  it('changes nothing without polkit, and the doctor says that it is missing', async () => {
    await without('systemctl mask --runtime --now polkit', 'systemctl unmask --runtime polkit', async () => {
      const ran = await alice('apply', '--yes', PLAN);
      expect(ran.status).not.toBe(0);
      expect(ran.stderr).not.toMatch(/: done/);
      const doctor = await alice('doctor');
      expect([doctor.status, doctor.stdout]).toEqual([1, expect.stringMatching(/broken +polkit/)]);
    });
    expect((await execIn(os, ['test', '-e', '/etc/llmsh-test'])).status).toBe(1);
  });

  it('ends with 8 without a user manager, and says how to get one', async () => {
    await shIn(os, 'id dave 2>/dev/null || useradd -m dave');
    const asDave = [
      'setpriv',
      '--reuid=dave',
      '--regid=dave',
      '--init-groups',
      'env',
      '-i',
      'HOME=/home/dave',
      'PATH=/usr/bin:/bin',
    ];
    const ran = await execIn(os, [...asDave, 'llmsh', 'hello']);
    expect([ran.status, ran.stderr]).toEqual([8, expect.stringMatching(/loginctl enable-linger dave/)]);
  });

  it('ends with 8 without a model, and names the command that gets one', async () => {
    const ran = await execIn(os, ['env', 'LLMOS_MODELS=/nonexistent', 'llmsh', 'hello'], { user: 'alice' });
    expect([ran.status, ran.stderr]).toEqual([8, expect.stringMatching(/llmsh model pull/)]);
    const unknown = await alice('--model', 'gpt-9', 'hello');
    expect([unknown.status, unknown.stderr]).toEqual([8, expect.stringMatching(/llmsh model list/)]);
  });

  it('never uses a model whose bytes are wrong', async () => {
    const own = '/home/alice/.local/share/llm-os/models';
    const file = `${own}/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf`;
    const breaking = `install -d -o alice -g alice ${own}; truncate -s 1117320768 ${file}; chown alice: ${file}`;
    await without(breaking, `rm -f ${file}`, async () => {
      const ran = await alice('model', 'check');
      expect(ran.status).toBe(8);
      expect((await alice('doctor')).status).toBe(1);
    });
  });

  it("does not speak to a stranger's socket", async () => {
    const breaking =
      'loginctl enable-linger bob; sleep 2; systemctl start user@$(id -u bob); chmod 755 /run/user/$(id -u bob)/llm-os';
    await without(breaking, 'chmod 700 /run/user/$(id -u bob)/llm-os; loginctl disable-linger bob', async () => {
      const ran = await execIn(os, ['llmsh', 'hello'], { user: 'bob' });
      expect([ran.status, ran.stderr]).toEqual([8, expect.stringMatching(/not a private directory/)]);
    });
  });

  it('refuses what is no plan, unknown actions, relative paths and long contents, and does nothing', async () => {
    const steps = [
      [{ action: 'fly' }, 7],
      [{ action: 'write_file', path: '/etc/x', content: 5 }, 7],
      [{ action: 'write_file', path: '/etc/shadow', content: 'x' }, 6],
      [{ action: 'read_file', path: '/etc/hostname\u0000' }, 7],
    ] as const;
    for (const [step, code] of steps) {
      const ran = await execIn(os, ['llmsh', 'apply', '--yes', '-'], {
        user: 'alice',
        input: JSON.stringify({ steps: [step] }),
      });
      expect([step, ran.status]).toEqual([step, code]);
    }
    expect((await alice('apply', '/nonexistent.json')).status).toBe(2);
    expect((await alice('doctor', 'my', 'disk')).stderr).toMatch(/did you mean: llmsh -- doctor my disk/);
  });

  it('talks, one request after another, until it is left', async () => {
    const terminal = new Terminal(os, 'alice', ['llmsh']);
    await terminal.waitFor(/llmsh> /);
    terminal.type('how long has this computer been running?\n');
    await terminal.waitFor(/up |\d{4}-\d\d-\d\d \d\d:/, 300_000);
    await terminal.waitFor(/llmsh> /);
    terminal.type('create a file named repl.txt with content x\n');
    await terminal.waitFor(/\[y\/N\/e\(dit\)\] /, 300_000);
    terminal.type('n\n');
    await terminal.waitFor(/Nothing was run/);
    await terminal.waitFor(/llmsh> /);
    terminal.type('exit\n');
    expect(await terminal.ended()).toBe(0);
    expect((await execIn(os, ['test', '-e', '/home/alice/repl.txt'])).status).toBe(1);
  });
});
