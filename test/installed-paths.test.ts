import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const BUILT = /\bdist\/((?:helper|agent|interfaces)\/[a-z0-9/-]+)\.(js(?:on)?)\b/g;

// a script that cannot find its module often fails where nobody looks, as a package's does
it('names only built modules that have a source', () => {
  const listed = execFileSync(
    'git',
    ['ls-files', 'packaging', 'dbus-conf', 'test/machine', 'test/bench', 'test/model'],
    {
      encoding: 'utf8',
    },
  );
  const files = listed.split('\n').filter(file => file !== '' && existsSync(file));
  const named = files.flatMap(file =>
    Array.from(readFileSync(file, 'latin1').matchAll(BUILT), ([, path, kind]) => ({ file, path, kind })),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ path, kind }) => !existsSync(`${path}.${kind === 'json' ? 'json' : 'ts'}`))).toEqual([]);
});
