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

describe('install_packages', () => {
  it('shows the whole list before anybody is asked, and installs exactly that, pinned', async () => {
    const apt = world();
    const context = contextOf(apt);
    const sealed = await installPackages.prepare({ packages: ['hello'] }, context);
    expect(sealed.tier.name).toBe('install-packages');
    expect(sealed.details).toMatchObject({
      packages: 'hello',
      changes: 'hello=2.10-3 libgreet=1.2',
      count: '2 packages',
      download: '106 kB',
      display_changes_1: 'hello 2.10-3 (53.1 kB), libgreet 1.2 (53.1 kB)',
      display_changes_2: '',
    });
    expect(apt.changes).toEqual([]);
    const { result, committed } = await runSealed(sealed, context);
    expect(committed).toBe(true);
    expect(result).toEqual({
      installed: [
        { name: 'hello', version: '2.10-3' },
        { name: 'libgreet', version: '1.2' },
      ],
    });
    expect(apt.changes).toEqual(['install -- hello=2.10-3', 'install -- hello=2.10-3']);
  });

  // the twelve of the laboratory: each got something done through a plain argv
  it.each([
    ['an option', '-oDPkg::Pre-Invoke::=touch /tmp/evil'],
    ['another program as dpkg', '-oDir::Bin::dpkg=/tmp/evil.sh'],
    ['a local package', './evil.deb'],
    ['a local package by absolute path', '/tmp/evil.deb'],
    ['a removal', 'hello-'],
    ['the removal of sudo', 'sudo-'],
    ['a suffix', 'hello+'],
    ['a suite', 'hello/bookworm'],
    ['a version', 'hello=2.10-3'],
    ['a pattern', '~nhello$'],
    ['a function', '?name(hello)'],
    ['an anchored expression', '^hell.$'],
    ['a glob', 'hello*'],
    ['another glob', 'hel?o'],
    ['a regular expression that is a valid name', 'hel.o'],
    ['an architecture', 'hello:i386'],
    ['capital letters', 'Hello'],
    ['a space', 'hello sudo'],
    ['a line feed', 'hello\nsudo'],
    ['a nul', 'hello\0'],
  ])('refuses %s in the place of a name', async (_, name) => {
    const apt = world();
    await expect(installPackages.prepare({ packages: [name] }, contextOf(apt))).rejects.toThrow(
      /expected the name|there is no package/,
    );
    await expect(installPackages.prepare({ packages: ['hello', name] }, contextOf(apt))).rejects.toThrow();
    expect(apt.runs.filter(run => run.argv.includes('install'))).toEqual([]);
  });

  it('keeps how to remove what it adds, before it adds it, and leaves an upgrade alone', async () => {
    const apt = world();
    apt.packages['libgreet'] = { version: '1.2', installed: '1.1' };
    const context = contextOf(apt);
    const sealed = await installPackages.prepare({ packages: ['hello'] }, context);
    expect(sealed.details['display_changes_1']).toContain('libgreet 1.1 to 1.2');
    const { undo } = await runSealed(sealed, context);
    const expected = { changes: 'hello=2.10-3' };
    expect(undo).toEqual([{ action: 'remove-packages', params: { packages: ['hello'] }, expect: expected }]);
  });

  it('takes a real name that ends in a plus', async () => {
    const sealed = await installPackages.prepare({ packages: ['g++'] }, contextOf(world()));
    expect(sealed.details['changes']).toBe('g++=4:14.2.0-1');
  });

  it('never simulates as root, nor with a network', async () => {
    const apt = world();
    await installPackages.prepare({ packages: ['hello'] }, contextOf(apt));
    expect(apt.runs.length).toBeGreaterThan(2);
    expect(apt.runs.every(run => run.dynamic)).toBe(true);
    for (const { request } of apt.runs) expect(request.properties.map(([name]) => name)).toContain('PrivateNetwork');
  });

  it('refuses a denied package that comes along unasked', async () => {
    const sealed = installPackages.prepare({ packages: ['hello'] }, contextOf(world(), ['lib*']));
    await expect(sealed).rejects.toThrow(/install libgreet, which packages.denied/);
  });

  it('says so when there is nothing to do, and asks nobody', async () => {
    await expect(installPackages.prepare({ packages: ['sudo'] }, contextOf(world()))).rejects.toThrow(/sudo 1.9/);
  });

  it('refuses a list that a prompt cannot show whole', async () => {
    const apt = world();
    const many = Array.from({ length: 60 }, (_, index) => `library-with-a-long-name-${index}`);
    for (const name of many) apt.packages[name] = { version: '1.0-1' };
    apt.packages['big'] = { version: '1', depends: many };
    const sealed = installPackages.prepare({ packages: ['big'] }, contextOf(apt));
    await expect(sealed).rejects.toThrow(/61 packages.*install some of them first, such as library/);
  });

  it('installs nothing where the list grew between the prompt and the run', async () => {
    const apt = world();
    const context = contextOf(apt);
    const sealed = await installPackages.prepare({ packages: ['hello'] }, context);
    apt.packages['hello'] = { version: '2.10-3', depends: ['libgreet', 'backdoor'] };
    apt.packages['backdoor'] = { version: '1' };
    await expect(runSealed(sealed, context)).rejects.toThrow(/changed since it was shown/);
    expect(apt.packages['hello']?.installed).toBeUndefined();
  });

  it('reports a failing postinst as what it is', async () => {
    const apt = world();
    const context = contextOf(apt);
    const sealed = await installPackages.prepare({ packages: ['hello'] }, context);
    apt.onApply = () => {
      Object.assign(apt.packages['hello'] ?? {}, { installed: '2.10-3', status: 'iF ' });
      Object.assign(apt.packages['libgreet'] ?? {}, { installed: '1.2' });
      return { err: 'E: Sub-process /usr/bin/dpkg returned an error code (1)\n', exit: 100 };
    };
    await expect(runSealed(sealed, context)).rejects.toThrow(
      /Sub-process.*hello 2.10-3 is half configured, libgreet 1.2 is installed.*dpkg --configure -a/,
    );
  });

  it('does not believe a success that the package database does not know of', async () => {
    const apt = world();
    const context = contextOf(apt);
    const sealed = await installPackages.prepare({ packages: ['hello'] }, context);
    apt.onApply = () => ({ out: 'done\n' });
    await expect(runSealed(sealed, context)).rejects.toThrow(/not everything is done; now: hello is not installed/);
  });

  it('names who holds the lock, and says that nothing was changed', async () => {
    const apt = world();
    const context = contextOf(apt);
    const sealed = await installPackages.prepare({ packages: ['hello'] }, context);
    // with a time limit apt names the process while it waits, and no longer in its last words
    apt.onDownload = () => ({
      out: 'Waiting for cache lock: Could not get lock /var/lib/dpkg/lock. It is held by process 7 (unattended-upgr)...\n',
      err: 'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?\n',
      exit: 100,
    });
    await expect(runSealed(sealed, context)).rejects.toThrow(
      /nothing was changed.*held by process 7 \(unattended-upgr\): try again/,
    );
    expect(apt.changes).toHaveLength(1);
  });

  it('gives dpkg neither a deadline nor a socket of ours, and the download both', async () => {
    const apt = world();
    const context = contextOf(apt);
    await runSealed(await installPackages.prepare({ packages: ['hello'] }, context), context);
    const [download, apply] = apt.runs.filter(run => !run.dynamic).map(run => run.request);
    expect(download?.io).toBe('streams');
    expect(download?.timeoutMs).toBeGreaterThan(0);
    expect(apply?.io).toBe('none');
    expect(apply?.properties.findLast(([name]) => name === 'RuntimeMaxUSec')?.[1].value).toBe(2n ** 64n - 1n);
    expect(apply?.signal).not.toBe(context.signal);
  });
});
