import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFile } from '../../../helper/actions/files/write-file.js';
import { userOf } from '../worker/local-units.js';
import { BOUNDS, NOBODY, callAction, contextOf, prepareAction } from './call-action.js';
import { isRoot, own, place, roots, units } from './write-hooks.js';

describe.runIf(isRoot)('write-file refuses', () => {
  it('tells nothing of what the caller cannot see', async () => {
    const secret = join(roots, 'secret');
    mkdirSync(secret, { mode: 0o700 });
    writeFileSync(join(secret, 'there'), 'old content', { mode: 0o600 });
    const there = await prepareAction(writeFile, { path: join(secret, 'there'), content: 'x' }, contextOf(units));
    const other = await prepareAction(writeFile, { path: join(secret, 'other'), content: 'x' }, contextOf(units));
    const blank = (facts: object) => JSON.parse(JSON.stringify(facts).replaceAll(/there|other/g, 'X'));
    expect(blank(there)).toEqual(blank(other));
    expect(there.tier).toBe('overwrite-file');
    expect(JSON.stringify(there)).not.toContain('old content');
  });

  it('gives a caller without own tiers nothing as itself', async () => {
    const stranger = contextOf(units, { ownTiers: false });
    expect(await prepareAction(writeFile, { path: join(own, 'x'), content: '' }, stranger)).toMatchObject({
      tier: 'overwrite-file',
    });
    expect(units.requests.map(userOf)).toEqual([0]);
  });

  it('lets root follow no directory that somebody else may change', async () => {
    const stranger = contextOf(units, { ownTiers: false });
    await expect(callAction(writeFile, { path: join(own, 'x'), content: '' }, stranger)).rejects.toThrow(
      /root's alone/,
    );
    mkdirSync(join(own, 'roots'));
    const visible = { path: join(own, 'roots', 'x'), content: '' };
    await expect(prepareAction(writeFile, visible, contextOf(units))).rejects.toThrow(/root's alone/);
    expect(readdirSync(own)).toEqual(['roots']);
  });

  it('runs nothing as the caller where the caller is root', async () => {
    const path = join(roots, 'x');
    const context = contextOf(units, { uid: 0, gid: 0, ownTiers: false });
    expect(await callAction(writeFile, { path, content: 'x' }, context)).toMatchObject({ tier: 'create-file' });
    expect(await callAction(writeFile, { path, content: 'y' }, context)).toMatchObject({ tier: 'overwrite-file' });
  });

  it('wants more for a place that is run, under whatever name', async () => {
    const bounds = { ...BOUNDS, paths: { denied: [], code: [roots], data: [] } };
    const direct = { path: join(roots, 'x'), content: '' };
    expect(await prepareAction(writeFile, direct, contextOf(units, {}, bounds))).toMatchObject({
      tier: 'write-code-file',
    });
    symlinkSync(roots, join(own, 'link'));
    const linked = { path: join(own, 'link', 'x'), content: '' };
    expect(await prepareAction(writeFile, linked, contextOf(units, {}, bounds))).toMatchObject({
      tier: 'write-code-file',
      details: { path: join(roots, 'x') },
    });
  });

  it('never touches a denied path, by link or by spelling', async () => {
    const bounds = { ...BOUNDS, paths: { denied: [`${roots}/no*`], code: [], data: [] } };
    symlinkSync(join(roots, 'nothing'), join(own, 'link'));
    writeFileSync(join(roots, 'nothing'), '');
    for (const path of [join(roots, 'nothing'), join(roots, 'not/at/all'), join(own, 'link')]) {
      await expect(prepareAction(writeFile, { path, content: '' }, contextOf(units, {}, bounds))).rejects.toThrow(
        /denied/,
      );
    }
    const root = contextOf(units, { uid: 0, ownTiers: false }, bounds);
    const linked = { path: join(own, 'link'), content: '' };
    await expect(callAction(writeFile, linked, root)).rejects.toThrow(/denied/);
  });

  it.each([
    ['a directory', () => own, /is a directory/],
    ['a missing parent', () => join(own, 'no/x'), /no such file or directory/],
    ['a hard link', () => (linkSync(place.mine('a', ''), join(own, 'b')), join(own, 'b')), /hard links/],
    ['set-user-id', () => place.mine('suid', '', 0o4755), /set-user-id/],
    ['proc', () => '/proc/sys/kernel/hostname', /denied/],
  ])('refuses %s', async (_, make, message) => {
    await expect(prepareAction(writeFile, { path: make(), content: '' }, contextOf(units))).rejects.toThrow(message);
  });

  it.each(['relative', '/a//b', '/a/../b', '/a/./b', '/a/', '/a\nb', '/a\u202eb', '/a\u0000b', `/${'x'.repeat(2000)}`])(
    'refuses the path %j',
    async path => {
      await expect(prepareAction(writeFile, { path, content: '' }, contextOf(units))).rejects.toThrow(/^path: /);
      expect(units.requests).toEqual([]);
    },
  );

  it('refuses content that is too long, before anything starts', async () => {
    const bounds = { ...BOUNDS, files: { ...BOUNDS.files, maxContentBytes: 4 } };
    const params = { path: join(own, 'x'), content: 'five!' };
    await expect(prepareAction(writeFile, params, contextOf(units, {}, bounds))).rejects.toThrow(/allows 4/);
    expect(units.requests).toEqual([]);
  });

  it.each([
    ['another content', (path: string) => writeFileSync(path, 'other')],
    ['another file', (path: string) => (rmSync(path), writeFileSync(path, 'old'), chownSync(path, NOBODY, NOBODY))],
    ['a symbolic link', (path: string) => (rmSync(path), symlinkSync('/etc/hostname', path))],
    ['another mode', (path: string) => chmodSync(path, 0o666)],
    ['nothing', (path: string) => rmSync(path)],
  ])('writes nothing where there is %s by the time of the yes', async (_, change) => {
    const path = place.mine('x', 'old');
    const hostname = readFileSync('/etc/hostname', 'utf8');
    const call = callAction(writeFile, { path, content: 'new' }, contextOf(units), async () => change(path));
    await expect(call).rejects.toThrow(/changed|another|no such|link/);
    expect(readFileSync('/etc/hostname', 'utf8')).toBe(hostname);
    expect(lstatSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, 'utf8') : '').not.toBe('new');
  });

  it('creates nothing over what came meanwhile', async () => {
    const path = join(own, 'x');
    const call = callAction(writeFile, { path, content: 'new' }, contextOf(units), async () =>
      writeFileSync(path, 'theirs'),
    );
    await expect(call).rejects.toThrow(/changed/);
    expect(readFileSync(path, 'utf8')).toBe('theirs');
  });
});
