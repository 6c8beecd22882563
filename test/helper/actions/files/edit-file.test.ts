import { chmodSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { editFile } from '../../../../helper/actions/files/edit-file.js';
import { restoreFile } from '../../../../helper/undo/restore-file.js';
import { userOf } from '../../worker/local-units.js';
import { BOUNDS, NOBODY, callAction, contextOf, prepareAction } from '../call-action.js';
import { prepareAndRun } from '../contexts.js';
import { isRoot, modeOf, own, place, roots, units } from '../write-hooks.js';

const show = (path: string) => readFileSync(path, 'latin1');

function rootsOwn(name: string, content: string, mode = 0o644): string {
  const path = join(roots, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

describe.runIf(isRoot)('edit-file', () => {
  it('changes a line of an own file as the caller, shows it first, keeps the mode', async () => {
    const path = place.mine('notes', 'one\ntwo\nthree\n', 0o600);
    const params = { path, operation: 'replace', match: 'two', text: '2' };
    const { tier, preview, details, result } = await callAction(editFile, params, contextOf(units));
    expect({ tier, result }).toEqual({ tier: 'edit-own-file', result: { lines: 1 } });
    expect(preview['diff']).toMatch(/-two\n\+2\n/);
    expect(details['display_operation']).toBe('line 2: other text');
    expect(JSON.stringify(details)).not.toContain('two');
    expect([show(path), modeOf(path), lstatSync(path).uid]).toEqual(['one\n2\nthree\n', 0o600, NOBODY]);
    expect(units.requests.map(userOf)).toEqual([NOBODY]);
  });

  it('is taken back, and not where somebody wrote since', async () => {
    const path = place.mine('notes', 'one\r\ntwo');
    const { undo } = await prepareAndRun(editFile, { path, operation: 'delete', line_number: 1 }, contextOf(units));
    expect(show(path)).toBe('two');
    const back = { ...undo[0]?.params, content: undo[0]?.bytes?.toString('base64'), undoes: 'r1', force: false };
    await callAction(restoreFile, back, contextOf(units));
    expect(show(path)).toBe('one\r\ntwo');
    await expect(prepareAction(restoreFile, back, contextOf(units))).rejects.toThrow(/has changed since/);
  });

  it('takes an administrator for a protected file, whose lines the caller may see all the same', async () => {
    const path = rootsOwn('app.conf', 'a = 1\nb = 2\n');
    const params = { path, operation: 'set', setting: 'b', text: '3' };
    const { tier, preview } = await callAction(editFile, params, contextOf(units));
    expect([tier, show(path)]).toEqual(['edit-file', 'a = 1\nb = 3\n']);
    expect(preview['diff']).toContain('+b = 3');
  });

  it('does nothing where all is so already', async () => {
    const path = place.mine('conf', 'A=1\n');
    const before = lstatSync(path);
    const { result } = await callAction(
      editFile,
      { path, operation: 'set', setting: 'A', text: '1' },
      contextOf(units),
    );
    expect([result, lstatSync(path).ino]).toEqual([{ lines: 0 }, before.ino]);
  });

  it('refuses several lines before anybody is asked, and shows them to who may read them', async () => {
    const path = rootsOwn('hosts', '10.0.0.1 db\n10.0.0.2 db2\n');
    const params = { path, operation: 'delete', match: 'db' };
    await expect(prepareAction(editFile, params, contextOf(units))).rejects.toThrow(
      '2 lines match where one was meant: give the number of the line, or ask for all of them\n1: 10.0.0.1 db\n2: 10.0.0.2 db2',
    );
  });

  it('tells of a file that the caller may not read the numbers of lines only, and these after the yes', async () => {
    const path = rootsOwn('secret.conf', 'password = one\npassword = two\n', 0o600);
    const params = { path, operation: 'delete', match: 'password' };
    const { tier, preview, details } = await prepareAction(editFile, params, contextOf(units));
    expect({ tier, content: preview.content, diff: preview.diff }).toEqual({ tier: 'edit-file', content: 'protected' });
    expect(JSON.stringify([preview, details])).not.toMatch(/line [12]/);
    const error = await callAction(editFile, params, contextOf(units)).catch((thrown: unknown) => String(thrown));
    expect(error).toMatch(/: lines 1, 2$/);
    expect(show(path)).toBe('password = one\npassword = two\n');
    await callAction(editFile, { ...params, line_number: 2 }, contextOf(units));
    expect(show(path)).toBe('password = one\n');
  });

  it('does nothing to a file that changed while a person read the question', async () => {
    const path = rootsOwn('conf', 'a\nb\n');
    const params = { path, operation: 'delete', line_number: 2 };
    const between = async () => writeFileSync(path, 'a\nx\nb\n');
    await expect(callAction(editFile, params, contextOf(units), between)).rejects.toThrow(/changed/);
    expect(show(path)).toBe('a\nx\nb\n');
  });

  it('keeps an attribute', async () => {
    const path = rootsOwn('marked', 'a\n');
    const python = (code: string) =>
      execFileSync('python3', ['-c', `import os, sys; ${code}`, path], { encoding: 'utf8' });
    python("os.setxattr(sys.argv[1], 'user.note', b'kept')");
    await callAction(editFile, { path, operation: 'insert_after', line_number: 1, text: 'b' }, contextOf(units));
    expect([show(path), python("print(os.getxattr(sys.argv[1], 'user.note'))")]).toEqual(['a\nb\n', "b'kept'\n"]);
  });

  it.each<[string, object, RegExp]>([
    ['a missing file', { operation: 'delete', line_number: 1, path: 'none' }, /write_file makes one/],
    ['no line', { operation: 'delete' }, /give match or line_number/],
    ['no text', { operation: 'replace', match: 'a' }, /say what to write/],
    ['a text of two lines', { operation: 'replace', match: 'a', text: 'b\nc' }, /one line/],
    ['a setting without a name', { operation: 'set', text: 'b' }, /which setting/],
    ['text for a deletion', { operation: 'delete', match: 'a', text: 'b' }, /not for delete/],
  ])('refuses %s', async (_, params, message) => {
    const path = place.mine('file', 'a\n');
    await expect(prepareAction(editFile, { path, ...params, ...at(params) }, contextOf(units))).rejects.toThrow(
      message,
    );
  });

  it('refuses what is too long to be edited, denied, or has other names', async () => {
    const path = place.mine('file', 'a\n');
    const small = { ...BOUNDS, files: { ...BOUNDS.files, maxContentBytes: 1 } };
    const params = { path, operation: 'delete', line_number: 1 };
    await expect(prepareAction(editFile, params, contextOf(units, {}, small))).rejects.toThrow(/at most 1 are edited/);
    const denying = { ...BOUNDS, paths: { ...BOUNDS.paths, denied: [path] } };
    await expect(prepareAction(editFile, params, contextOf(units, {}, denying))).rejects.toThrow(/denied/);
    execFileSync('ln', [path, join(own, 'other')]);
    await expect(prepareAction(editFile, params, contextOf(units))).rejects.toThrow(/hard links/);
  });

  it('follows no link that took the place of the file during the prompt', async () => {
    const path = rootsOwn('conf', 'a\n');
    const other = rootsOwn('other', 'a\n');
    const swap = async () => {
      execFileSync('rm', [path]);
      symlinkSync(other, path);
    };
    await expect(
      callAction(editFile, { path, operation: 'delete', line_number: 1 }, contextOf(units), swap),
    ).rejects.toThrow();
    expect(show(other)).toBe('a\n');
  });

  it('asks for full control where the system runs code from', async () => {
    const coding = { ...BOUNDS, paths: { ...BOUNDS.paths, code: [roots], data: [] } };
    const path = rootsOwn('unit', 'a\n');
    const context = contextOf(units, {}, coding);
    expect(await prepareAction(editFile, { path, operation: 'delete', line_number: 1 }, context)).toMatchObject({
      tier: 'edit-code-file',
    });
  });
});

function at(params: object): object {
  return 'path' in params ? { path: join(own, String(params.path)) } : {};
}
