import { existsSync, lstatSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeDirectory } from '../../../../helper/actions/files/make-directory.js';
import { NOBODY } from '../call-action.js';
import { bench, isRoot, me, own, place, roots } from './change-hooks.js';

describe.runIf(isRoot)('make-directory', () => {
  it('makes an own directory without a question, and takes it back', async () => {
    const path = join(own, 'a/b');
    const { tier, result, undo, preview } = await bench.call(makeDirectory, { path, parents: true }, me());
    expect({ tier, result }).toEqual({ tier: 'make-own-directory', result: { changes: 2 } });
    expect(preview.changes).toBe(`created ${own}/a\ncreated ${path}`);
    expect(lstatSync(path)).toMatchObject({ uid: NOBODY, gid: NOBODY, mode: 0o40755 });
    await bench.undo(undo, me());
    expect(existsSync(join(own, 'a'))).toBe(false);
  });

  it('is not taken back with things in it', async () => {
    const path = join(own, 'a');
    const { undo } = await bench.call(makeDirectory, { path }, me());
    writeFileSync(join(path, 'kept'), 'x');
    await expect(bench.undo(undo, me())).rejects.toThrow(/ENOTEMPTY/);
    expect(existsSync(join(path, 'kept'))).toBe(true);
  });

  it('as root takes an administrator, with the mode and owner that were asked for', async () => {
    const path = join(roots, 'films');
    const { tier, undo } = await bench.call(makeDirectory, { path, mode: '0750', owner: 'daemon' });
    expect(tier).toBe('make-directory');
    expect(lstatSync(path)).toMatchObject({ uid: 1, mode: 0o40750 });
    await bench.undo(undo);
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    ['a name where a file is', 'file', /there is already a file/],
    ['a missing way', 'x/y', /there is no directory .*ask for the directories on the way/],
    ['a file on the way', 'file/x', /not a directory/],
  ])('refuses %s', async (_, name, expected) => {
    place.mine('file', 'x');
    await expect(bench.prepare(makeDirectory, { path: join(own, name) }, me())).rejects.toThrow(expected);
  });
});
