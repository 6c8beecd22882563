import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, up, type System } from './driver.js';
import { ask } from './operator.js';
import { publish, stateOf, unpublish } from './package-fixtures.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const HOLDER = '/usr/local/lib/packages-between.py';

// a later llmtest-leaf, which brings one more along
const LATER = `cd /srv/llmtest; d=/srv/llmtest/.build; rm -rf $d; mkdir -p $d/DEBIAN; chmod 755 $d $d/DEBIAN
printf 'Package: llmtest-leaf\\nVersion: 2.0-1\\nArchitecture: all\\nMaintainer: Test <test@localhost>\\nDepends: llmtest-c++\\nDescription: test\\n' >$d/DEBIAN/control
dpkg-deb --build --root-owner-group $d /srv/llmtest/llmtest-leaf_2.0-1_all.deb >/dev/null; rm -rf $d
apt-ftparchive packages . >Packages.later`;

describe.each(systems)('lists that change while apt waits for its lock, on %s', os => {
  beforeAll(async () => {
    await up(os);
    await publish(os);
    await shIn(os, LATER);
    await execIn(os, ['sh', '-c', `cat >${HOLDER}`], { input: readFileSync('test/machine/packages-between.py') });
  });
  afterAll(async () => {
    await unpublish(os);
    await shIn(os, `rm -f ${HOLDER}`);
  });

  attack(
    'bring no package that nobody saw',
    {
      without: 'the comparison left out: llmtest-leaf 2.0-1 and llmtest-c++ were installed, which no prompt had shown',
    },
    async () => {
      const [held, asked] = await Promise.all([
        execIn(os, ['python3', HOLDER]),
        ask(os, undefined, ['InstallPackages', 'asa{sv}', 1, 'llmtest-hello', 0]),
      ]);
      expect(held.stdout).toBe('changed\n');
      expect(asked.error).toMatch(
        /something else than was shown.*nothing is changed: .*install llmtest-c\+\+ all - 1.0-1/,
      );
      for (const name of ['hello', 'leaf', 'c++']) expect(await stateOf(os, `llmtest-${name}`), name).toBe('');
    },
  );
});
