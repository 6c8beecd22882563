import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { AS_SOMEBODY, Bench } from './bench.js';
import { apply, furnish, makeHomes, picture, progress, rehearse, SCRIPT } from './tree.js';

const bench = new Bench();
const makeHome = makeHomes();
let home = '';

beforeEach(() => {
  home = makeHome();
});

describe('applying a change set', () => {
  test('gives what the script gave in the copy, and its inverse gives back what was there', async () => {
    furnish(home);
    const before = picture(home);
    const rehearsed = await rehearse(bench, `cd ${home}; ${SCRIPT}`);
    expect(picture(home)).toBe(before);
    const { journal, reply } = await apply(bench, rehearsed);
    expect(reply).toMatchObject({ ok: true });
    expect(progress(journal)).toBe('done');
    const after = picture(home);
    expect(after).not.toBe(before);
    expect(readFileSync(`${home}/edited`, 'utf8')).toBe('two\n');
    expect(lstatSync(`${home}/new`).mode & 0o7777).toBe(0o750);
    expect(lstatSync(`${home}/modes`)).toMatchObject({ uid: 7, gid: 8 });
    expect(readFileSync(`${home}/turned`, 'utf8')).toBe('file\n');
    const undone = await apply(bench, { store: journal, digest: reply.ok && 'undo' in reply ? reply.undo : '' });
    expect(undone.reply).toMatchObject({ ok: true });
    expect(picture(home)).toBe(before);
    const redone = await apply(bench, {
      store: undone.journal,
      digest: undone.reply.ok && 'undo' in undone.reply ? undone.reply.undo : '',
    });
    expect(redone.reply).toMatchObject({ ok: true });
    expect(picture(home)).toBe(after);
  });

  test('equals the same script run for real', async () => {
    furnish(home);
    const rehearsed = await rehearse(bench, `cd ${home}; ${SCRIPT}`);
    await apply(bench, rehearsed);
    const applied = picture(home);
    rmSync(home, { recursive: true });
    mkdirSync(home, { mode: 0o755 });
    furnish(home);
    spawnSync('/bin/sh', ['-c', `umask 022; cd ${home}; ${SCRIPT}`]);
    expect(applied).toBe(picture(home));
  });

  test.each([
    ['made so', 'mkdir shut; echo x > shut/x; mkdir shut/in; echo y > shut/in/y; chmod 500 shut/in; chmod 555 shut'],
    ['opened', 'chmod u+w old; echo x > old/x; rm old/file; mkdir old/new'],
    ['removed', 'chmod -R u+w old; rm -r old'],
  ])('as its owner, a directory that is not written to is %s, and taken back', async (_, script) => {
    mkdirSync(`${home}/old`);
    writeFileSync(`${home}/old/file`, 'file');
    chmodSync(`${home}/old`, 0o555);
    for (const path of [home, `${home}/old`, `${home}/old/file`]) chownSync(path, 4242, 4242);
    const before = picture(home);
    const { journal, reply } = await apply(
      bench,
      await rehearse(bench, `cd ${home}; ${script}`, AS_SOMEBODY),
      AS_SOMEBODY,
    );
    expect(reply).toMatchObject({ ok: true });
    const after = picture(home);
    expect(after).not.toBe(before);
    const inverse = { store: journal, digest: reply.ok && 'undo' in reply ? reply.undo : '' };
    const undone = await apply(bench, inverse, AS_SOMEBODY);
    expect(undone.reply).toMatchObject({ ok: true });
    expect(picture(home)).toBe(before);
  });

  test('an access list of a replaced file is kept', async () => {
    const file = `${home}/listed`;
    writeFileSync(file, 'one');
    if (spawnSync('setfacl', ['-m', 'u:4242:r', file]).status !== 0) return;
    await apply(bench, await rehearse(bench, `echo two > ${file}`));
    expect(String(spawnSync('getfacl', ['-n', file]).stdout)).toContain('user:4242:r--');
  });
});
