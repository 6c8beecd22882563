import { describe, expect, it } from 'vitest';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineInstallPackages } from '../../../../helper/actions/packages/install-packages.js';
import { Apt } from '../../../../helper/system/packages/apt/apt.js';
import type { Bounds } from '../../../../helper/config/config.js';
import { FakeApt } from '../../system/fake-apt.js';
import { makeContext, runSealed } from '../contexts.js';

const directory = mkdtempSync(join(tmpdir(), 'packages-'));
const installPackages = defineInstallPackages(units => new Apt({ units, directory }));

function world(): FakeApt {
  return new FakeApt({
    hello: { version: '2.10-3', depends: ['libgreet'] },
    libgreet: { version: '1.2' },
    'g++': { version: '4:14.2.0-1' },
    sudo: { version: '1.9', installed: '1.9' },
  });
}

function contextOf(apt: FakeApt, denied: readonly string[] = []) {
  return { ...makeContext({ units: apt }), bounds: { packages: { denied } } as unknown as Bounds };
}

describe('what apt says of an installation', () => {
  it('gives apt the list that was shown, to be compared under its lock, and takes nothing that was not fetched before', async () => {
    const apt = world();
    apt.packages['libgreet'] = { version: '1.2', installed: '1.1' };
    const context = contextOf(apt);
    await runSealed(await installPackages.prepare({ packages: ['hello'] }, context), context);
    expect(apt.sealed).toBe('install hello amd64 - 2.10-3\ninstall libgreet amd64 1.1 1.2\n');
    const argv = apt.runs.filter(run => !run.dynamic).at(-1)?.request.argv ?? [];
    expect(argv).toContain('--no-download');
    expect(argv.join(' ')).toContain('-o DPkg::Pre-Install-Pkgs::=/usr/lib/llm-os/check-packages');
  });

  it('lets apt take what a directory of this machine has, which is never in the cache', async () => {
    const apt = world();
    apt.addresses = "'file:/srv/repository/hello_2.10-3_amd64.deb' hello_2.10-3_amd64.deb 53080 SHA256:0\n";
    const context = contextOf(apt);
    await runSealed(await installPackages.prepare({ packages: ['hello'] }, context), context);
    expect(apt.runs.filter(run => !run.dynamic).at(-1)?.request.argv).not.toContain('--no-download');
  });

  it.each([
    ['in its error', 100],
    ['in its reply, and in how it is taken back', 0],
  ])('names what came beside the list, %s', async (_, exit) => {
    const apt = world();
    const context = contextOf(apt);
    const sealed = await installPackages.prepare({ packages: ['g++'] }, context);
    apt.onApply = () => {
      Object.assign(apt.packages['g++'] ?? {}, { installed: '4:14.2.0-1' });
      apt.packages['backdoor'] = { version: '1', installed: '1' };
      return { exit };
    };
    if (exit !== 0) {
      await expect(runSealed(sealed, context)).rejects.toThrow(/backdoor 1 is installed, unasked/);
      return;
    }
    const { result, undo } = await runSealed(sealed, context);
    expect(result['installed']).toContainEqual({ name: 'backdoor', version: '1' });
    expect(undo.at(-1)?.params).toEqual({ packages: ['backdoor', 'g++'] });
  });

  it.each([
    ['a language', 'LANGUAGE='],
    ['a locale', 'LC_ALL=C.UTF-8'],
  ])('asks apt without %s of the machine', async (_, word) => {
    const apt = world();
    const context = contextOf(apt);
    await runSealed(await installPackages.prepare({ packages: ['hello'] }, context), context);
    for (const { request } of apt.runs) {
      const environment = request.properties.filter(([name]) => name === 'Environment').at(-1)?.[1].value;
      expect(environment).toContain(word);
    }
  });

  it('names the file and the line that apt cannot read, and not the package', async () => {
    const apt = world();
    const text = 'E: Malformed entry 1 in list file /etc/apt/sources.list.d/broken.list (Suite)\n';
    apt.onPolicy = { err: `${text}E: The list of sources could not be read.\n`, exit: 100 };
    await expect(installPackages.prepare({ packages: ['hello'] }, contextOf(apt))).rejects.toThrow(
      /cannot read its sources: E: Malformed entry 1 in list file .*broken.list/,
    );
  });

  it('says that there are no lists, and not that the name is wrong', async () => {
    const apt = world();
    apt.sources = 'Package files:\n 100 /var/lib/dpkg/status\n     release a=now\n';
    await expect(installPackages.prepare({ packages: ['treee'] }, contextOf(apt))).rejects.toThrow(
      /no package lists.*apt-get update/,
    );
  });

  it('says that a pin forbids what is there', async () => {
    const apt = world();
    apt.onPolicy = { out: 'hello:\n  Installed: (none)\n  Candidate: (none)\n  Version table:\n     2.10-3 -1\n' };
    await expect(installPackages.prepare({ packages: ['hello'] }, contextOf(apt))).rejects.toThrow(/a pin forbids/);
  });

  it('says that the lists are old where the archive has other files', async () => {
    const apt = world();
    const context = contextOf(apt);
    const sealed = await installPackages.prepare({ packages: ['hello'] }, context);
    apt.onDownload = () => ({ err: 'E: Failed to fetch http://x/hello.deb  404  Not Found\n', exit: 100 });
    await expect(runSealed(sealed, context)).rejects.toThrow(/nothing was changed: the package lists may be older/);
  });

  it('tells which configuration files were kept', async () => {
    const apt = world();
    const context = contextOf(apt);
    const sealed = await installPackages.prepare({ packages: ['g++'] }, context);
    apt.onApply = () => {
      Object.assign(apt.packages['g++'] ?? {}, { installed: '4:14.2.0-1' });
      const question =
        "Configuration file '/etc/ladder.conf'\n ==> Modified (by you or by a script) since installation.\n";
      return { err: `${question} ==> Keeping old config file as default.\n` };
    };
    const { result } = await runSealed(sealed, context);
    expect(result).toMatchObject({ kept: ['/etc/ladder.conf'] });
  });
});
