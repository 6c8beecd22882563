import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLink } from '../../../../helper/actions/files/create-link.js';
import { deleteFiles } from '../../../../helper/actions/files/delete-files.js';
import { NOBODY } from '../call-action.js';
import { bench, isRoot, me, own, place, roots } from './change-hooks.js';

describe.runIf(isRoot)('delete-files', () => {
  it('moves an own file to the trash without a question, as desktops find it there, and takes it back', async () => {
    const path = place.mine('old file', 'text');
    const { tier, undo } = await bench.call(deleteFiles, { path }, me());
    expect(tier).toBe('delete-own-files');
    const trash = join(own, '.local/share/Trash');
    expect(readFileSync(join(trash, 'files/old file'), 'utf8')).toBe('text');
    expect(readFileSync(join(trash, 'info/old file.trashinfo'), 'utf8')).toMatch(
      /^\[Trash Info\]\nPath=\/.*\/old%20file\nDeletionDate=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\n$/,
    );
    await bench.undo(undo, me());
    expect(readFileSync(path, 'utf8')).toBe('text');
    expect(existsSync(join(trash, 'info/old file.trashinfo'))).toBe(false);
  });

  it('finds a free name in the trash', async () => {
    for (const text of ['1', '2']) await bench.call(deleteFiles, { path: place.mine('same', text) }, me());
    expect(readFileSync(join(own, '.local/share/Trash/files/same.2'), 'utf8')).toBe('2');
  });

  it('takes a full directory only where that is asked for', async () => {
    mkdirSync(join(own, 'full/deep'), { recursive: true });
    for (const name of ['full', 'full/deep']) chownSync(join(own, name), NOBODY, NOBODY);
    const path = join(own, 'full');
    await expect(bench.prepare(deleteFiles, { path }, me())).rejects.toThrow(/something in it/);
    const { undo } = await bench.call(deleteFiles, { path, recursive: true }, me());
    expect(existsSync(path)).toBe(false);
    await bench.undo(undo, me());
    expect(existsSync(join(path, 'deep'))).toBe(true);
  });

  it('for good asks, says that it cannot be undone, and keeps nothing', async () => {
    mkdirSync(join(own, 'full/deep'), { recursive: true });
    for (const name of ['full', 'full/deep']) chownSync(join(own, name), NOBODY, NOBODY);
    const outside = place.mine('outside', 'x');
    const params = { path: join(own, 'full'), recursive: true, for_good: true };
    const { tier, preview, undo } = await bench.call(deleteFiles, params, me());
    expect(tier).toBe('delete-own-files-asked');
    expect(preview.undo).toMatch(/^no/);
    expect(undo).toEqual([]);
    expect([existsSync(join(own, 'full')), existsSync(outside)]).toEqual([false, true]);
    expect(existsSync(join(own, '.local'))).toBe(false);
  });

  it('as root keeps what it takes away, with owner and mode', async () => {
    mkdirSync(join(roots, 'dir'));
    writeFileSync(join(roots, 'dir/conf'), 'c');
    chownSync(join(roots, 'dir/conf'), 33, 42);
    chmodSync(join(roots, 'dir/conf'), 0o640);
    const { tier, undo } = await bench.call(deleteFiles, { path: join(roots, 'dir'), recursive: true }, me());
    expect(tier).toBe('delete-files');
    expect(existsSync(join(roots, 'dir'))).toBe(false);
    await bench.undo(undo, me());
    expect(lstatSync(join(roots, 'dir/conf'))).toMatchObject({ uid: 33, gid: 42, mode: 0o100640 });
    expect(readFileSync(join(roots, 'dir/conf'), 'utf8')).toBe('c');
  });

  it('as root leaves alone what has attributes, which could not be put back', async () => {
    const path = join(roots, 'listed');
    writeFileSync(path, 'x');
    const set = "import os, sys; os.setxattr(sys.argv[1], 'user.note', b'kept')";
    expect(spawnSync('python3', ['-c', set, path]).status).toBe(0);
    await expect(bench.call(deleteFiles, { path }, me())).rejects.toThrow(/has an attribute/);
    expect(existsSync(path)).toBe(true);
  });

  it('takes a link and not what it leads to', async () => {
    const path = place.mine('real', 'x');
    await bench.call(createLink, { target: path, path: join(own, 'link') }, me());
    await bench.call(deleteFiles, { path: join(own, 'link') }, me());
    expect(existsSync(path)).toBe(true);
  });

  it.each(['/etc', '/home', '/home/alice', '/usr'])('never takes %s as a whole', async path => {
    await expect(bench.prepare(deleteFiles, { path, recursive: true }, me())).rejects.toThrow(/not changed as a whole/);
  });
});
