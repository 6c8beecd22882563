import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lstatSync } from 'node:fs';
import { isAliasOf, isWithin } from '../../../helper/worker/path-patterns.js';
import { components } from '../../../helper/worker/pinned-path.js';

describe('places', () => {
  it.each([
    ['/etc/shadow', '/etc/shadow', true],
    ['/etc/shadow-', '/etc/shadow', false],
    ['/etc/shadow-', '/etc/shadow*', true],
    ['/etc/shadow/below', '/etc/shadow', true],
    ['/etc', '/etc/shadow', false],
    ['/boot/grub/x', '/boot', true],
    ['/bootx', '/boot', false],
    ['/home/alice/.ssh/id_rsa', '/home/*/.ssh/id_*', true],
    ['/home/a/b/.ssh/id_rsa', '/home/*/.ssh/id_*', false],
    ['/etc/ssh/ssh_host_rsa_key', '/etc/ssh/ssh_host_*_key', true],
    ['/etc/ssh/ssh_host_rsa_key.pub', '/etc/ssh/ssh_host_*_key', false],
    ['/root/.bashrc', '/root/.*', true],
    ['/root/notes', '/root/.*', false],
  ])('%s within %s: %s', (path, place, within) => {
    expect(isWithin(path, [place])).toBe(within);
  });

  it('a star is no regular expression and crosses no slash', () => {
    const name = fc.stringMatching(/^[a-z.+$()[\]]{1,8}$/);
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(isWithin(`/${a}${b}`, [`/${a}*`])).toBe(true);
        expect(isWithin(`/${a}/${b}`, [`/${a}*${b}`])).toBe(a === `${a}${b}` || false);
        expect(isWithin(`/x${a}`, [`/${a}*`])).toBe(`x${a}`.startsWith(a));
      }),
    );
  });

  it('are known by what they are, not only by their names', () => {
    const way = ['/', '/usr'].map(path => lstatSync(path, { bigint: true }));
    expect(isAliasOf(way, ['/usr'])).toBe(true);
    expect(isAliasOf(way, ['/us*'])).toBe(true);
    expect(isAliasOf(way, ['/etc', '/nonexistent/x', '/proc/1/root/*'])).toBe(false);
  });
});

describe('components', () => {
  it('takes absolute paths in normal form only', () => {
    expect(components('/a/b')).toEqual(['a', 'b']);
    expect(components('/')).toEqual([]);
    for (const path of ['', 'a', './a', '//', '/a/', '/a//b', '/a/.', '/../a', '/a\0b']) {
      expect(() => components(path)).toThrow(/normal form/);
    }
  });

  it('puts back together to the same path, whatever the names', () => {
    const name = fc.string({ minLength: 1 }).filter(text => !/[/\0]/.test(text) && text !== '.' && text !== '..');
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), names => {
        expect(components(`/${names.join('/')}`)).toEqual(names);
      }),
    );
  });
});
