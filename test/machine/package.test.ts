import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { down, execIn, shIn, type System, up } from './driver.js';

// a machine beside the one that other tests use: here the package goes
process.env['LLMOS_MACHINE'] = 'package';

const systems: readonly System[] = ['trixie', 'bookworm'];
const cache = process.env['LLMOS_CACHE'] ?? '/var/cache/llm-os';
const APT = 'DEBIAN_FRONTEND=noninteractive apt-get -y -q';
const ECHO = "busctl call org.llmos.Operator1 /org/llmos/Operator1 org.llmos.Operator1 Echo 'sa{sv}' hello 0";

function packagesFor(os: System): string[] {
  const built = readdirSync('build').filter(name => name.endsWith('.deb'));
  return built.filter(name => os === 'bookworm' || !name.startsWith('llm-os-node'));
}

function carryIn(os: System): string {
  const folder = join(cache, `machines/${os}-package/root/root/packages`);
  mkdirSync(folder, { recursive: true });
  const names = packagesFor(os);
  for (const name of names) copyFileSync(join('build', name), join(folder, name));
  return names.map(name => `/root/packages/${name}`).join(' ');
}

async function succeeds(os: System, text: string): Promise<boolean> {
  return (await execIn(os, ['sh', '-c', text])).status === 0;
}

describe.each(systems)('the package on %s', os => {
  let files = '';

  beforeAll(async () => {
    await down(os);
    await up(os, '--bare');
    files = carryIn(os);
  });
  afterAll(() => down(os));

  it('installs with apt on a clean system, and answers at once', async () => {
    await shIn(os, `${APT} install ${files}`);
    expect(await shIn(os, ECHO)).toContain('"hello"');
    expect(await shIn(os, 'dpkg --audit; dpkg -V llm-os')).toBe('');
  });

  it('holds the native library of this platform and of no other', async () => {
    const native = await shIn(os, 'ls /usr/lib/llm-os/node_modules/@node-llama-cpp');
    expect(native.trim()).toMatch(/^linux-(x64|arm64)$/);
    expect(
      await shIn(
        os,
        "find /usr/lib/llm-os/node_modules \\( -iname '*cuda*' -o -iname '*vulkan*' -o -name gitRelease.bundle \\) ! -name '*.moved.txt'",
      ),
    ).toBe('');
  });

  it('is owned by root and written by nobody else', async () => {
    const loose = 'find /usr/lib/llm-os /usr/bin/llmsh /etc/llm-os \\( ! -user root -o -perm /022 \\) ! -type l';
    expect(await shIn(os, loose)).toBe('');
    expect(await shIn(os, 'find /usr/lib/llm-os -perm /6000')).toBe('');
  });

  it('has its manual pages and completions', async () => {
    for (const page of ['1 llmsh', '8 llmos-operator', '5 operator.toml', '5 llmsh.toml', '5 llmos-operator.toml']) {
      expect(await succeeds(os, `man -w ${page}`), page).toBe(true);
    }
    await shIn(
      os,
      'test -s /usr/share/zsh/vendor-completions/_llmsh -a -s /usr/share/fish/vendor_completions.d/llmsh.fish',
    );
    const complete =
      '. /usr/share/bash-completion/completions/llmsh; COMP_WORDS=(llmsh mod); COMP_CWORD=1; _llmsh; echo "${COMPREPLY[@]}"';
    expect((await execIn(os, ['bash', '-c', complete])).stdout).toBe('model\n');
  });

  it('describes every option and every command in the manual page', async () => {
    const help = await shIn(os, 'llmsh --help');
    const page = await shIn(os, 'man llmsh | col -b');
    const options = Array.from(help.matchAll(/--[a-z-]+(?= )/g), match => match[0]).filter(
      name => !/help|version/.test(name),
    );
    const commands = Array.from(
      (help.split('Commands:')[1] ?? '').matchAll(/^ {2}([a-z]+)(?: |$)/gm),
      match => match[1] ?? '',
    ).filter(name => name !== 'help');
    expect(options.length).toBeGreaterThan(5);
    expect(commands).toContain('apply');
    expect(options.filter(name => !page.includes(name))).toEqual([]);
    expect(commands.filter(name => !new RegExp(`^ {7}${name}\\b`, 'm').test(page))).toEqual([]);
  });

  it('starts no process of ours by being installed, and the service leaves when idle', async () => {
    await shIn(os, 'systemctl stop llmos-operator.service');
    expect(await succeeds(os, "pgrep -f '[/]usr/lib/llm-os/'")).toBe(false);
    await shIn(os, "mkdir -p /etc/llm-os/operator.d; echo 'idle_exit_s = 2' >/etc/llm-os/operator.d/idle.toml");
    await shIn(os, ECHO);
    expect(await succeeds(os, 'systemctl is-active llmos-operator.service')).toBe(true);
    await shIn(
      os,
      'for i in $(seq 100); do systemctl is-active -q llmos-operator.service || exit 0; sleep 0.2; done; exit 1',
    );
    expect(await succeeds(os, "pgrep -f '[/]usr/lib/llm-os/'")).toBe(false);
  });

  it("offers the agent's socket to the next login, and to nobody else", async () => {
    const socket = await execIn(
      os,
      ['sh', '-c', 'stat -c "%a %U" "$XDG_RUNTIME_DIR/llm-os" "$XDG_RUNTIME_DIR/llm-os/agent.sock"'],
      { user: 'alice' },
    );
    expect(socket.stdout).toBe('700 alice\n600 alice\n');
  });

  it('makes its snapshot anew when node changes', async () => {
    await shIn(os, 'rm /usr/lib/llm-os/snapshot.blob; dpkg-trigger --by-package=dpkg --no-await /usr/bin/node');
    await shIn(os, 'dpkg --configure --pending; test -s /usr/lib/llm-os/snapshot.blob');
    expect(await shIn(os, ECHO)).toContain('"hello"');
  });

  it('upgrades under a running service, and keeps configuration and records', async () => {
    await shIn(os, "echo '# ours' >>/etc/llm-os/operator.toml");
    await shIn(os, ECHO);
    const records = await shIn(os, 'ls /var/lib/llm-os/operator');
    await shIn(os, `${APT} install --reinstall -o Dpkg::Options::=--force-confold ${files}`);
    expect(await shIn(os, 'cat /etc/llm-os/operator.toml')).toContain('# ours');
    expect(await shIn(os, 'ls /var/lib/llm-os/operator')).toBe(records);
    expect(await shIn(os, ECHO)).toContain('"hello"');
    expect(await shIn(os, 'dpkg --audit')).toBe('');
  });

  it('keeps records and configuration when it is removed, and leaves nothing that runs', async () => {
    await shIn(os, `${APT} remove llm-os`);
    await shIn(os, 'test -d /var/lib/llm-os/operator -a -f /etc/llm-os/operator.toml');
    expect(await succeeds(os, ECHO)).toBe(false);
    expect(await succeeds(os, "pgrep -f '[/]usr/lib/llm-os/'")).toBe(false);
    expect(
      await succeeds(os, 'test -e /usr/bin/llmsh -o -e /usr/share/polkit-1/actions/org.llmos.operator1.policy'),
    ).toBe(false);
  });

  it('comes back after a removal', async () => {
    await shIn(os, `${APT} install ${files}`);
    expect(await shIn(os, ECHO)).toContain('"hello"');
    expect(await shIn(os, 'cat /etc/llm-os/operator.toml')).toContain('# ours');
  });

  it('deletes records and configuration when it is purged, but no models that lie elsewhere', async () => {
    const models = await shIn(os, 'ls /var/lib/llm-os/models');
    await shIn(os, `${APT} purge 'llm-os*'`);
    expect(await succeeds(os, 'test -e /etc/llm-os -o -e /var/lib/llm-os/operator -o -e /usr/lib/llm-os')).toBe(false);
    expect(await shIn(os, 'ls /var/lib/llm-os/models')).toBe(models);
    expect(await shIn(os, 'dpkg --audit')).toBe('');
  });
});

describe('the packages', () => {
  it('have no errors for lintian', () => {
    const built = readdirSync('build').filter(name => name.endsWith('.deb'));
    expect(built.length).toBeGreaterThanOrEqual(2);
    // it ends with an error itself where it has found one
    const said = execFileSync('lintian', ['--fail-on', 'error', ...built.map(name => join('build', name))], {
      encoding: 'utf8',
    });
    expect(said.split('\n').filter(line => line.startsWith('E:'))).toEqual([]);
  });
});
