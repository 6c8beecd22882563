import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const PATH = /`((?:test|helper|agent|packaging|dbus-conf)\/[\w./-]+)`/g;
const pathsIn = (text = '') => Array.from(text.matchAll(PATH), ([, path]) => path ?? '');

// rows of three, below the head and its line: promise, what keeps it, what tries to break it
function promises(): string[][] {
  const text = /\n## Promises\n(.*?)\n## /s.exec(readFileSync('SECURITY.md', 'utf8'))?.[1] ?? '';
  const rows = text.split('\n').filter(line => /^\| \S/.test(line));
  return rows.slice(2).map(row => row.split(' | ').map(cell => cell.trim()));
}

it('each promise names a test that exists, and no file that does not', () => {
  const rows = promises();
  expect(rows.length).toBeGreaterThan(25);
  for (const [promise, , tried] of rows) {
    expect(pathsIn(tried), promise).toContainEqual(expect.stringMatching(/\.test\.ts$/));
  }
  const named = rows.flatMap(row => row.flatMap(cell => pathsIn(cell)));
  expect(named.filter(path => !existsSync(path))).toEqual([]);
});
