import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyFile } from '../../../../helper/actions/files/copy-file.js';
import { NOBODY } from '../call-action.js';
import { ChangeBench } from './change-bench.js';
import { bench, isRoot, me, modeOf, own, place, roots } from './change-hooks.js';

describe.runIf(isRoot)('copy-file', () => {
  it('copies a directory with all that is in it, and takes the copy back', async () => {
    mkdirSync(join(own, 'from/deep'), { recursive: true });
    writeFileSync(join(own, 'from/deep/file'), 'content');
    chmodSync(join(own, 'from/deep/file'), 0o666);
    const params = { path: join(own, 'from'), to: join(own, 'to') };
    await expect(bench.prepare(copyFile, params, me())).rejects.toThrow(/is a directory/);
    const { tier, undo } = await bench.call(copyFile, { ...params, recursive: true }, me());
    expect(tier).toBe('copy-own-file');
    expect(readFileSync(join(own, 'to/deep/file'), 'utf8')).toBe('content');
    expect(lstatSync(join(own, 'to/deep/file'))).toMatchObject({ uid: NOBODY, mode: 0o100644 });
    await bench.undo(undo, me());
    expect([existsSync(join(own, 'to')), existsSync(join(own, 'from/deep/file'))]).toEqual([false, true]);
  });

  it('makes nothing where the source changed while a person read the question', async () => {
    const path = place.mine('one', 'agreed');
    const to = join(own, 'two');
    await expect(bench.call(copyFile, { path, to }, me(), () => writeFileSync(path, 'other!'))).rejects.toThrow(
      /not the one/,
    );
    expect(existsSync(to)).toBe(false);
  });

  it('keeps owner and mode of what it replaces, and gives its content back', async () => {
    const [path, to] = [place.mine('one', '1'), place.mine('two', '2', 0o600)];
    const { tier, undo } = await bench.call(copyFile, { path, to, overwrite: true }, me());
    expect(tier).toBe('copy-own-file-asked');
    expect([readFileSync(to, 'utf8'), modeOf(to)]).toEqual(['1', 0o600]);
    await bench.undo(undo, me());
    expect(readFileSync(to, 'utf8')).toBe('2');
  });

  it('reads nothing as root that is denied', async () => {
    const secret = join(roots, 'secret');
    writeFileSync(secret, 's', { mode: 0o600 });
    const denying = new ChangeBench({ denied: [secret] });
    const params = { path: secret, to: join(roots, 'shown') };
    await expect(denying.call(copyFile, params, me())).rejects.toThrow(/denied/);
    denying.remove();
    process.env['STATE_DIRECTORY'] = bench.directory;
  });
});
