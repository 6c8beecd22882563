import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defineRemovePackages } from '../../../../helper/actions/packages/remove-packages.js';
import { Apt } from '../../../../helper/system/packages/apt/apt.js';
import type { Bounds } from '../../../../helper/config/config.js';
import { FakeApt } from '../../system/fake-apt.js';
import { makeContext, runSealed } from '../contexts.js';

const directory = mkdtempSync(join(tmpdir(), 'packages-'));
const removePackages = defineRemovePackages(units => new Apt({ units, directory }));

function world(): FakeApt {
  return new FakeApt({
    hello: { version: '2.10-3', installed: '2.10-3', depends: ['libgreet'] },
    libgreet: { version: '1.2', installed: '1.2' },
    absent: { version: '1' },
    bash: { version: '5.2', installed: '5.2', essential: true },
    polkitd: { version: '126', installed: '126', depends: ['libduktape'] },
    libduktape: { version: '2', installed: '2' },
    'llm-os': { version: '0.1.0', installed: '0.1.0' },
  });
}

function contextOf(apt: FakeApt, denied: readonly string[] = []) {
  return { ...makeContext({ units: apt }), bounds: { packages: { denied } } as unknown as Bounds };
}

describe('remove_packages', () => {
  it('shows what goes along, and removes exactly that', async () => {
    const apt = world();
    const context = contextOf(apt);
    const sealed = await removePackages.prepare({ packages: ['libgreet'] }, context);
    expect(sealed.details).toMatchObject({
      verb: 'remove',
      changes: 'hello=2.10-3 libgreet=1.2',
      count: '2 packages',
      display_changes_1: 'hello 2.10-3 (284 kB), libgreet 1.2 (284 kB)',
    });
    expect(apt.changes).toEqual([]);
    const { result, committed, undo } = await runSealed(sealed, context);
    expect(committed).toBe(true);
    expect(result).toEqual({
      removed: [
        { name: 'hello', version: '2.10-3' },
        { name: 'libgreet', version: '1.2' },
      ],
    });
    expect(apt.changes).toEqual(['remove -- libgreet=1.2']);
    const expected = { changes: 'hello=2.10-3 libgreet=1.2' };
    expect(undo).toEqual([
      { action: 'install-packages', params: { packages: ['hello', 'libgreet'] }, expect: expected },
    ]);
  });

  it('says purge in the prompt where the configuration goes too', async () => {
    const sealed = await removePackages.prepare({ packages: ['hello'], purge: true }, contextOf(world()));
    expect(sealed.details['verb']).toBe('purge');
    expect(sealed.preview['configuration']).toBe('removed as well');
  });

  it.each([
    ['an essential package', 'bash', /bash, which is essential/],
    ['the operator itself', 'llm-os', /llm-os, which is needed/],
    ['polkit', 'polkitd', /polkitd, which is needed/],
    ['a library that takes polkit along', 'libduktape', /polkitd, which is needed/],
  ])('never removes %s', async (_, name, reason) => {
    await expect(removePackages.prepare({ packages: [name] }, contextOf(world()))).rejects.toThrow(reason);
  });

  it('never removes a denied package, not even as a consequence', async () => {
    await expect(removePackages.prepare({ packages: ['libgreet'] }, contextOf(world(), ['hello']))).rejects.toThrow(
      /remove hello, which packages.denied/,
    );
  });

  it.each(['hello+', 'hello-', 'hello=2.10-3', './hello', 'hel*', '-y', 'absent', 'nothing'])(
    'refuses %s, which is not the name of an installed package',
    async name => {
      const apt = world();
      await expect(removePackages.prepare({ packages: [name] }, contextOf(apt))).rejects.toThrow(
        /expected the name|is not installed/,
      );
      expect(apt.runs.filter(run => run.argv.includes('remove'))).toEqual([]);
    },
  );

  it('removes nothing where more would go than was shown', async () => {
    const apt = world();
    const context = contextOf(apt);
    const sealed = await removePackages.prepare({ packages: ['libgreet'] }, context);
    apt.packages['late'] = { version: '1', installed: '1', depends: ['libgreet'] };
    await expect(runSealed(sealed, context)).rejects.toThrow(/changed since it was shown/);
    expect(apt.changes).toEqual([]);
  });

  it('reports a package that did not go', async () => {
    const apt = world();
    const context = contextOf(apt);
    const sealed = await removePackages.prepare({ packages: ['hello'] }, context);
    apt.onApply = () => ({ err: 'E: Sub-process /usr/bin/dpkg returned an error code (1)\n', exit: 100 });
    await expect(runSealed(sealed, context)).rejects.toThrow(/Sub-process.*hello 2.10-3 is installed/);
  });
});
