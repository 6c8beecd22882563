import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isRootsAlone, sharedStates } from '../../../agent/states/shared-states.js';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach(folder => rmSync(folder, { recursive: true, force: true })));

const me = process.getuid?.() ?? 0;

function folderWith(mode: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'llmos-shared-'));
  folders.push(folder);
  const file = join(folder, 'a.state');
  writeFileSync(file, 'x');
  chmodSync(file, mode);
  return file;
}

// the uid that runs the tests plays root, and another one the person
describe('a state for everybody', () => {
  it("is read where it is root's alone", async () => {
    expect(await isRootsAlone(folderWith(0o644), me)).toBe(true);
  });

  it('is not read where another uid owns it', async () => {
    expect(await isRootsAlone(folderWith(0o644), me + 1)).toBe(false);
  });

  it.each([0o664, 0o646, 0o666])('is not read where others may write to it: mode %o', async mode => {
    expect(await isRootsAlone(folderWith(mode), me)).toBe(false);
  });

  it('is not read through a link, from a pipe or where nothing is', async () => {
    const file = folderWith(0o644);
    renameSync(file, `${file}.elsewhere`);
    expect(await isRootsAlone(file, me)).toBe(false);
    symlinkSync(`${file}.elsewhere`, file);
    expect(await isRootsAlone(file, me)).toBe(false);
    mkdirSync(`${file}.folder`, { mode: 0o755 });
    expect(await isRootsAlone(`${file}.folder`, me)).toBe(true);
  });

  it('is looked for in one place, and nowhere where the models come from elsewhere', () => {
    expect(sharedStates({})).toEqual(['/var/lib/llm-os/models/prefixes']);
    expect(sharedStates({ LLMOS_MODELS: '/tmp/models' })).toEqual([]);
  });
});
