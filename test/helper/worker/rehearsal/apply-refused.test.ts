import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { attack } from '../../../attack/attack.js';
import { AS_ROOT, AS_SOMEBODY, Bench } from './bench.js';
import { apply, furnish, makeHomes, picture, progress, rehearse, SCRIPT } from './tree.js';

const bench = new Bench();
const makeHome = makeHomes();
let home = '';

beforeEach(() => {
  home = makeHome();
});

describe('nothing is done where anything is not as it was', () => {
  test('a change set of which one byte was altered between rehearsal and apply', async () => {
    writeFileSync(`${home}/edited`, 'one\n');
    const rehearsed = await rehearse(bench, `echo two > ${home}/edited`);
    const manifest = join(rehearsed.store, 'manifest.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('edited', 'editeD'));
    const { reply } = await apply(bench, rehearsed);
    expect(reply).toMatchObject({ ok: false, code: 'changed' });
    expect(readFileSync(`${home}/edited`, 'utf8')).toBe('one\n');
  });

  test('a content that was altered between rehearsal and apply', async () => {
    writeFileSync(`${home}/edited`, 'one\n');
    const rehearsed = await rehearse(bench, `echo two > ${home}/edited`);
    const [name = ''] = readdirSync(join(rehearsed.store, 'content'));
    writeFileSync(join(rehearsed.store, 'content', name), 'evil\n');
    const { reply } = await apply(bench, rehearsed);
    expect(reply).toMatchObject({ ok: false });
    expect(readFileSync(`${home}/edited`, 'utf8')).toBe('one\n');
  });

  test('a file that changed since', async () => {
    furnish(home);
    const rehearsed = await rehearse(bench, `cd ${home}; ${SCRIPT}`);
    appendFileSync(`${home}/modes`, 'more');
    const before = picture(home);
    const { reply } = await apply(bench, rehearsed);
    expect(reply).toMatchObject({ ok: false, code: 'changed' });
    expect(picture(home)).toBe(before);
  });

  test('a directory on the way that became a link', async () => {
    mkdirSync(`${home}/real`);
    writeFileSync(`${home}/real/file`, 'one');
    const rehearsed = await rehearse(bench, `echo two > ${home}/real/file`);
    mkdirSync(`${home}/trap`);
    writeFileSync(`${home}/trap/file`, 'one');
    rmSync(`${home}/real`, { recursive: true });
    symlinkSync('trap', `${home}/real`);
    const { reply } = await apply(bench, rehearsed);
    expect(reply.ok).toBe(false);
    expect(readFileSync(`${home}/trap/file`, 'utf8')).toBe('one');
  });

  test('a directory that others may change, as root', async () => {
    mkdirSync(`${home}/theirs`);
    const rehearsed = await rehearse(bench, `echo x > ${home}/theirs/x`);
    chownSync(`${home}/theirs`, 4242, 4242);
    const { reply } = await apply(bench, rehearsed);
    expect(reply).toMatchObject({ ok: false, code: 'untrusted' });
    expect(existsSync(`${home}/theirs/x`)).toBe(false);
  });

  test('a place that is denied by now', async () => {
    const rehearsed = await rehearse(bench, `echo x > ${home}/x`);
    const { reply } = await apply(bench, rehearsed, AS_ROOT, [home]);
    expect(reply).toMatchObject({ ok: false, code: 'denied' });
  });

  test('a place that code is run from, under another name', async () => {
    mkdirSync(`${home}/code`);
    mkdirSync(`${home}/innocent`);
    execFileSync('mount', ['--bind', `${home}/code`, `${home}/innocent`]);
    try {
      const rehearsed = await rehearse(bench, `echo x > ${home}/innocent/x`);
      const { reply } = await apply(bench, rehearsed, AS_ROOT, [], [`${home}/code`]);
      expect(reply).toMatchObject({ ok: false, code: 'unfit', text: expect.stringContaining('another name') });
      expect(existsSync(`${home}/code/x`)).toBe(false);
    } finally {
      execFileSync('umount', [`${home}/innocent`]);
    }
  });

  attack(
    'a part of a place that code is run from, under another name',
    { without: 'a directory and a link came into /etc/cron.d by the name /srv/cron, as a plain change', tries: 1 },
    async () => {
      mkdirSync(`${home}/code/part`, { recursive: true });
      mkdirSync(`${home}/innocent`);
      execFileSync('mount', ['--bind', `${home}/code/part`, `${home}/innocent`]);
      try {
        const rehearsed = await rehearse(bench, `echo x > ${home}/innocent/x`);
        const { reply } = await apply(bench, rehearsed, AS_ROOT, [], [`${home}/code`]);
        expect(reply).toMatchObject({ ok: false, code: 'unfit', text: expect.stringContaining('another name') });
        expect(existsSync(`${home}/code/part/x`)).toBe(false);
      } finally {
        execFileSync('umount', [`${home}/innocent`]);
      }
    },
  );

  // the program that runs as the caller may be made to leave such things behind, and the unit be killed then
  test.each([
    ['a link in the place of the contents', (journal: string) => symlinkSync(`${home}/theirs`, `${journal}/content`)],
    [
      'a link in the place of a file',
      (journal: string) => symlinkSync(`${home}/theirs/key`, `${journal}/manifest.json`),
    ],
    ['another name of a file', (journal: string) => linkSync(`${home}/theirs/key`, `${journal}/manifest.json`)],
  ])('a journal in which the caller left %s', async (_, plant) => {
    mkdirSync(`${home}/theirs`, { mode: 0o700 });
    writeFileSync(`${home}/theirs/key`, 'key', { mode: 0o600 });
    const before = picture(home);
    const journal = mkdtempSync('/opt/rehearsal-journal-');
    try {
      plant(journal);
      chownSync(journal, 4242, 4242);
      const request = { op: 'recover', actor: AS_SOMEBODY, journal, denied: [], token: 'token-1' } as const;
      const reply = await bench.ask(request);
      expect(picture(home)).toBe(before);
      expect(reply).toMatchObject({ ok: false, code: 'changed' });
    } finally {
      rmSync(journal, { recursive: true });
    }
  });

  test("a caller's change set is not applied as root, nor somebody else's", async () => {
    chownSync(home, 4242, 4242);
    const rehearsed = await rehearse(bench, `echo x > ${home}/x`, AS_SOMEBODY);
    expect((await apply(bench, rehearsed, AS_ROOT)).reply.ok).toBe(false);
    expect((await apply(bench, rehearsed, { ...AS_SOMEBODY, uid: 4243 })).reply.ok).toBe(false);
    expect(existsSync(`${home}/x`)).toBe(false);
    const { reply, journal } = await apply(bench, rehearsed, AS_SOMEBODY);
    expect(reply.ok).toBe(true);
    // both were lent to a program of the caller's
    for (const place of [rehearsed.store, journal]) {
      expect(String(execFileSync('find', [place, '-perm', '/077', '!', '-type', 'l']))).toBe('');
    }
    expect(lstatSync(`${home}/x`)).toMatchObject({ uid: 4242, gid: 4242 });
  });

  test('a step that fails in the middle takes back those before it', async () => {
    chownSync(home, 4242, 4242);
    mkdirSync(`${home}/a`);
    chownSync(`${home}/a`, 4242, 4242);
    const rehearsed = await rehearse(bench, `cd ${home}; echo 1 > first; mkdir sub; echo 2 > a/second`, AS_SOMEBODY);
    // the state is the same, only the right to write is gone: noticed when it is tried
    chownSync(`${home}/a`, 0, 0);
    const before = picture(home);
    const { reply, journal } = await apply(bench, rehearsed, AS_SOMEBODY);
    expect(reply).toMatchObject({ ok: false });
    expect(picture(home)).toBe(before);
    expect(['back', 'applying']).toContain(progress(journal));
    expect(progress(journal)).toBe('back');
  });
});
