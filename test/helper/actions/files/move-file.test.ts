import { chownSync, existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { moveFile } from '../../../../helper/actions/files/move-file.js';
import { NOBODY } from '../call-action.js';
import { ChangeBench } from './change-bench.js';
import { bench, isRoot, me, own, place, roots } from './change-hooks.js';

describe.runIf(isRoot)('move-file', () => {
  it('renames an own file without a question, keeps its time, and takes it back', async () => {
    const path = place.mine('draft', 'text');
    const before = lstatSync(path);
    const { tier, undo } = await bench.call(moveFile, { path, to: join(own, 'final') }, me());
    expect(tier).toBe('move-own-file');
    expect(lstatSync(join(own, 'final'))).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
    await bench.undo(undo, me());
    expect(readFileSync(path, 'utf8')).toBe('text');
  });

  it('moves a directory with all that is in it into another one', async () => {
    for (const name of ['album', 'archive']) {
      mkdirSync(join(own, name));
      chownSync(join(own, name), NOBODY, NOBODY);
    }
    writeFileSync(join(own, 'album/one'), '1');
    const { preview } = await bench.call(moveFile, { path: join(own, 'album'), to: join(own, 'archive') }, me());
    expect(preview.changes).toBe(`moved ${own}/album to ${own}/archive/album`);
    expect(readFileSync(join(own, 'archive/album/one'), 'utf8')).toBe('1');
  });

  it('overwrites nothing in silence', async () => {
    const [path, to] = [place.mine('one', '1'), place.mine('two', '2')];
    await expect(bench.prepare(moveFile, { path, to }, me())).rejects.toThrow(/there is already a file/);
    const { tier, undo } = await bench.call(moveFile, { path, to, overwrite: true }, me());
    expect(tier).toBe('move-own-file-asked');
    expect(readFileSync(to, 'utf8')).toBe('1');
    await bench.undo(undo, me());
    expect([readFileSync(path, 'utf8'), readFileSync(to, 'utf8')]).toEqual(['1', '2']);
  });

  it('overwrites nothing that came while a person read the question', async () => {
    const [path, to] = [place.mine('one', '1'), join(own, 'two')];
    await expect(bench.call(moveFile, { path, to }, me(), () => place.mine('two', '2'))).rejects.toThrow(/./);
    expect([readFileSync(path, 'utf8'), readFileSync(to, 'utf8')]).toEqual(['1', '2']);
  });

  it("asks an administrator for what is not the caller's", async () => {
    const path = join(roots, 'conf');
    writeFileSync(path, 'c');
    const { tier, undo } = await bench.call(moveFile, { path, to: join(roots, 'conf.old') }, me());
    expect(tier).toBe('move-file');
    expect(existsSync(path)).toBe(false);
    await bench.undo(undo, me());
    expect(readFileSync(path, 'utf8')).toBe('c');
  });

  it('does not move a directory into itself, a part of the system, or what holds denied places', async () => {
    mkdirSync(join(own, 'in'));
    chownSync(join(own, 'in'), NOBODY, NOBODY);
    await expect(bench.prepare(moveFile, { path: join(own, 'in'), to: join(own, 'in/x') }, me())).rejects.toThrow(
      /inside/,
    );
    await expect(bench.prepare(moveFile, { path: '/usr', to: join(own, 'usr') })).rejects.toThrow(/part of the system/);
    const denying = new ChangeBench({ denied: [join(own, 'in/secret')] });
    await expect(denying.call(moveFile, { path: join(own, 'in'), to: join(own, 'out') }, me())).rejects.toThrow(
      /denied/,
    );
    expect(existsSync(join(own, 'in'))).toBe(true);
    denying.remove();
    process.env['STATE_DIRECTORY'] = bench.directory;
  });

  it('goes on to a code place only as such', async () => {
    const coding = new ChangeBench({ code: [join(own, 'run')] });
    const path = place.mine('script', 'x');
    expect(await coding.prepare(moveFile, { path, to: join(own, 'run') }, me())).toMatchObject({
      tier: 'move-own-code-file',
    });
    coding.remove();
    process.env['STATE_DIRECTORY'] = bench.directory;
  });
});
