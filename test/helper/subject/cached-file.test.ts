import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { memoizeParsedFile } from '../../../helper/subject/cached-file.js';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'llmos-kept-'));
});
afterAll(() => rmSync(root, { recursive: true }));

function setUp(name: string) {
  const path = join(root, name);
  writeFileSync(path, 'one');
  let parsed = 0;
  const read = memoizeParsedFile(path, text => {
    parsed += 1;
    return text;
  });
  return { path, read, parsed: () => parsed };
}

describe('a file that is kept', () => {
  it('is read once while nothing happens to it', () => {
    const { read, parsed } = setUp('quiet');
    // as if a while had passed since it was written
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 10_000);
    expect([read(), read(), read()]).toEqual(['one', 'one', 'one']);
    expect(parsed()).toBe(1);
    vi.restoreAllMocks();
  });

  it('is read again when its text changes and its length and time of writing do not', () => {
    const { path, read } = setUp('forged');
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 10_000);
    utimesSync(path, 1000, 1000);
    expect(read()).toBe('one');
    writeFileSync(path, 'two');
    utimesSync(path, 1000, 1000);
    expect(read()).toBe('two');
    vi.restoreAllMocks();
  });

  it('is read again when another file takes its place', () => {
    const { path, read } = setUp('replaced');
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 10_000);
    expect(read()).toBe('one');
    writeFileSync(`${path}.new`, 'two');
    renameSync(`${path}.new`, path);
    expect(read()).toBe('two');
    vi.restoreAllMocks();
  });

  it('is not trusted while it is so new that a second write would leave it looking the same', () => {
    const { read, parsed } = setUp('fresh');
    read();
    read();
    expect(parsed()).toBe(2);
  });

  it('is empty where it is gone', () => {
    const { path, read } = setUp('gone');
    expect(read()).toBe('one');
    rmSync(path);
    expect(read()).toBe('');
  });
});
