import { chmodSync, chownSync, lstatSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFile } from '../../../../helper/actions/files/write-file.js';
import { userOf } from '../../worker/local-units.js';
import { NOBODY, callAction, contextOf, prepareAction } from '../call-action.js';
import { isRoot, own, place, roots, units } from '../write-hooks.js';

describe.runIf(isRoot)('write-file', () => {
  it('creates an own file without a prompt, as the caller', async () => {
    const path = join(own, 'hello.txt');
    const { tier, result, preview, details } = await callAction(
      writeFile,
      { path, content: 'world' },
      contextOf(units),
    );
    expect({ tier, result }).toEqual({ tier: 'create-own-file', result: { bytes: 5, created: true } });
    expect(readFileSync(path, 'utf8')).toBe('world');
    expect(lstatSync(path)).toMatchObject({ uid: NOBODY, gid: NOBODY, mode: 0o100644, nlink: 1 });
    expect(units.requests.map(userOf)).toEqual([NOBODY]);
    expect(preview['diff']).toContain('+world');
    expect(details['digest']).toBe(createHash('sha256').update('world').digest('hex'));
    expect(readdirSync(own)).toEqual(['hello.txt']);
  });

  it.each([
    ['.bashrc', undefined],
    ['.config/autostart/x.desktop', undefined],
    ['run.sh', '0755'],
  ])('asks for what may be run unasked: %s', async (name, mode) => {
    mkdirSync(join(own, '.config/autostart'), { recursive: true });
    for (const directory of ['.config', '.config/autostart']) chownSync(join(own, directory), NOBODY, NOBODY);
    const params = { path: join(own, name), content: 'x', ...(mode && { mode }) };
    expect(await prepareAction(writeFile, params, contextOf(units))).toMatchObject({ tier: 'create-own-startup-file' });
  });

  it('asks before it overwrites an own file, shows a diff, keeps its mode', async () => {
    const path = place.mine('notes', 'one\ntwo\n', 0o600);
    const { tier, preview } = await callAction(writeFile, { path, content: 'one\n2\n' }, contextOf(units));
    expect(tier).toBe('overwrite-own-file');
    expect(preview['diff']).toMatch(/-two\n\+2\n/);
    expect(readFileSync(path, 'utf8')).toBe('one\n2\n');
    expect(lstatSync(path)).toMatchObject({ uid: NOBODY, mode: 0o100600 });
  });

  it('appends, and changes a mode where asked to', async () => {
    const path = place.mine('log', 'one\n');
    await callAction(writeFile, { path, content: 'two\n', append: true, mode: '0640' }, contextOf(units));
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
    expect(lstatSync(path).mode).toBe(0o100640);
  });

  it('writes bytes', async () => {
    const path = join(own, 'bytes');
    await callAction(writeFile, { path, content: 'AP8=', encoding: 'base64' }, contextOf(units));
    expect(readFileSync(path)).toEqual(Buffer.from([0, 255]));
    const bad = { path, content: '???', encoding: 'base64' };
    await expect(prepareAction(writeFile, bad, contextOf(units))).rejects.toThrow(/base64/);
  });

  it('takes an administrator for a protected place, and keeps owner and mode', async () => {
    const path = join(roots, 'motd');
    expect(await callAction(writeFile, { path, content: 'a' }, contextOf(units))).toMatchObject({
      tier: 'create-file',
    });
    expect(lstatSync(path)).toMatchObject({ uid: 0, mode: 0o100644 });
    chownSync(path, 33, 42);
    chmodSync(path, 0o604);
    const { tier, preview } = await callAction(writeFile, { path, content: 'b' }, contextOf(units));
    expect(tier).toBe('overwrite-file');
    expect(preview['diff']).toContain('-a');
    expect(readFileSync(path, 'utf8')).toBe('b');
    expect(lstatSync(path)).toMatchObject({ uid: 33, gid: 42, mode: 0o100604 });
  });
});
