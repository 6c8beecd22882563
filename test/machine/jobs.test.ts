import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { execIn, shIn, type System, up } from './driver.js';
import { publish, stateOf, unpublish } from './package-fixtures.js';
import { Remote } from './remote.js';
import { Terminal } from './terminal.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const RULE = '/etc/polkit-1/rules.d/10-llmtest-jobs.rules';
const INSTALL = '/var/tmp/llmtest-install.json';
const CTRL_C = '\u0003';

describe.each(systems)('a job, %s', os => {
  const put = (path: string, step: object) =>
    shIn(os, `cat >${path} <<'END'\n${JSON.stringify({ steps: [step] })}\nEND\nchmod 644 ${path}`);
  const begun = () =>
    expect
      .poll(async () => (await execIn(os, ['test', '-e', '/run/llmtest-begun'])).status, { timeout: 60_000 })
      .toBe(0);
  const latest = async () => {
    const { stdout } = await execIn(os, ['llmsh', '--json', 'history', '--limit', '1'], { user: 'alice' });
    return JSON.parse(stdout).records[0];
  };
  const units = () => shIn(os, "systemctl list-units --all --plain --no-legend 'llmos-op-*' | cut -d' ' -f1");

  beforeAll(async () => {
    await up(os);
    await publish(os);
    await put(INSTALL, { action: 'install_packages', packages: ['llmtest-slow'] });
    await shIn(
      os,
      `cat >${RULE} <<'END'
polkit.addRule(function (action, subject) {
  if (subject.user == "alice" && /org.llmos.operator1.(install-packages|exec-as-caller)/.test(action.id)) return polkit.Result.YES;
});
END
systemctl restart polkit; systemctl start ssh`,
    );
  });
  beforeEach(() =>
    shIn(os, 'dpkg --purge llmtest-slow 2>/dev/null; rm -f /run/llmtest-begun /run/llmtest-ended /run/llmtest-go'),
  );
  afterAll(async () => {
    await unpublish(os);
    await shIn(os, `rm -f ${RULE} /var/tmp/llmtest-*.json; systemctl stop ssh`);
  });

  async function running(script: string): Promise<Terminal> {
    const path = '/var/tmp/llmtest-exec.json';
    await put(path, { action: 'exec', argv: ['/bin/sh', '-c', script] });
    const terminal = new Terminal(os, 'alice', ['llmsh', 'apply', path]);
    await terminal.waitFor(/\[y\/N\/e\(dit\)\] /);
    terminal.type('y\n');
    return terminal;
  }

  it('shows the output of a program while it runs', async () => {
    const terminal = await running('echo first$((6*7)); sleep 4; echo second$((6*7))');
    await terminal.waitFor(/first42/);
    expect(terminal.transcript).not.toContain('second42');
    expect((await units()).trim()).toMatch(/^llmos-op-exec-/);
    await terminal.waitFor(/second42/);
    expect(await terminal.ended()).toBe(0);
  });

  it('hides on the terminal what looks like a secret, although it comes in pieces, and not in a pipe', async () => {
    const script = 'printf pass; sleep 1; printf word=hun; sleep 1; echo "ter2 end"';
    const terminal = await running(script);
    expect(await terminal.ended(), terminal.transcript).toBe(0);
    expect(terminal.transcript).toMatch(/password=\[hidden\] end[\s\S]*a pipe and --json get it as it is/);
    expect(terminal.transcript).not.toContain('hunter2');
    const piped = await execIn(os, ['llmsh', 'apply', '--yes', '/var/tmp/llmtest-exec.json'], { user: 'alice' });
    expect([piped.status, piped.stdout]).toEqual([0, 'password=hunter2 end\n']);
  });

  it('is cancelled by ctrl-c, with everything that it started', async () => {
    const terminal = await running('setsid sleep 4243 & nohup sleep 4244 & echo at$((6*7)); sleep 4245');
    await terminal.waitFor(/at42/);
    expect((await shIn(os, 'pgrep -c -f "^sleep 424[345]"')).trim()).toBe('3');
    terminal.type(CTRL_C);
    expect(await terminal.ended(), terminal.transcript).toBe(130);
    await expect.poll(units, { timeout: 20_000 }).toBe('');
    expect((await execIn(os, ['pgrep', '-f', '^sleep 424[345]'])).status).toBe(1);
    expect((await latest()).outcome).toBe('cancelled');
  });

  it('draws a bar from the status of apt, and finishes a postinst after ctrl-c, and says so', async () => {
    const terminal = new Terminal(os, 'alice', ['llmsh', 'apply', '--yes', INSTALL]);
    await terminal.waitFor(/\[#+-*\] +\d+% /);
    await begun();
    terminal.type(CTRL_C);
    const said = await terminal.waitFor(/llmsh show ([a-z0-9-]+) says what became of it/);
    expect(said).toContain('can no longer be stopped, and finishes whatever happens here');
    await terminal.ended();
    expect(await stateOf(os, 'llmtest-slow')).toBe('ii');
    const record = /llmsh show (\S+)/.exec(said)?.[1];
    expect(await latest()).toMatchObject({ record, outcome: 'done', action: 'install_packages' });
  });

  it('tells progress in plain lines without a terminal, and not at all beside json', async () => {
    const plain = await execIn(os, ['llmsh', 'apply', '--yes', INSTALL], { user: 'alice' });
    expect(plain.status).toBe(0);
    expect(plain.stderr).toMatch(/^\d+% /m);
    // oxlint-disable-next-line no-control-regex
    expect(plain.stderr).not.toMatch(/[\r\u001b]|\[#/);
    await shIn(os, 'dpkg --purge llmtest-slow');
    const json = await execIn(os, ['llmsh', '--json', 'apply', '--yes', INSTALL], { user: 'alice' });
    expect(JSON.parse(json.stdout).steps[0].status).toBe('done');
    expect(json.stderr).not.toMatch(/\d% /);
  });

  it('lets dpkg finish where the connection of its caller is cut in the middle of a postinst', async () => {
    const over = new Remote(os, 'alice', 'alice-password').argv(`llmsh apply --yes ${INSTALL}`, '-tt');
    const quoted = over.map(word => `'${word}'`).join(' ');
    await shIn(os, `systemd-run -q --collect --unit=llmtest-cut ${quoted}`);
    await begun();
    await shIn(os, 'systemctl kill -s KILL llmtest-cut; test ! -e /run/llmtest-ended');
    await expect.poll(() => stateOf(os, 'llmtest-slow'), { timeout: 60_000 }).toBe('ii');
    expect((await execIn(os, ['pgrep', '-u', 'alice', '-f', 'llmsh apply'])).status).toBe(1);
    await expect.poll(async () => (await latest()).outcome, { timeout: 20_000 }).toBe('done');
  });

  // the lock of dpkg is ours meanwhile, so the steps of an upgrade are taken by hand, as dpkg takes them
  it('lets dpkg finish where llm-os itself is upgraded in the middle of a postinst', async () => {
    const call = 'busctl call org.llmos.Operator1 /org/llmos/Operator1 org.llmos.Operator1 InstallPackages asa{sv}';
    await shIn(os, `systemd-run -q --collect --unit=llmtest-caller ${call} 1 llmtest-patient 0`);
    await begun();
    await shIn(
      os,
      `info=/var/lib/dpkg/info; $info/llm-os.prerm upgrade 9; dpkg-deb --fsys-tarfile /var/tmp/packages/llm-os_*.deb | tar -x -C / --exclude=./var/lib/llm-os/models
$info/llm-os.postinst configure 0.1.0 >/dev/null 2>&1`,
    );
    expect(await stateOf(os, 'llmtest-patient')).toBe('iF');
    await shIn(os, 'touch /run/llmtest-go');
    await expect.poll(() => stateOf(os, 'llmtest-patient'), { timeout: 60_000 }).toBe('ii');
    expect(await shIn(os, 'dpkg --audit')).toBe('');
    const history = async () => JSON.parse(await shIn(os, 'llmsh --json history --limit 5')).records;
    const outcome = async () =>
      (await history()).find(({ action }: { action: string }) => action === 'install_packages')?.outcome;
    await expect.poll(outcome, { timeout: 30_000 }).toBe('done');
    expect((await execIn(os, ['llmsh', 'audit', 'verify'])).stdout.split('\n')[0]).toBe('intact');
  });
});
