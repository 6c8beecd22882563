import {
  appendFileSync,
  chmodSync,
  closeSync,
  lstatSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readFile } from '../../../../helper/actions/files/read-file.js';
import { writeFile } from '../../../../helper/actions/files/write-file.js';
import type { RunContext } from '../../../../helper/call/context.js';
import type { Inverse } from '../../../../helper/call/inverse.js';
import { restoreFile } from '../../../../helper/undo/restore-file.js';
import { asLines } from '../../../../helper/worker/addition.js';
import { LocalUnits } from '../../worker/local-units.js';
import { MountSpace } from '../../worker/mount-space.js';
import { NOBODY, callAction, contextOf, prepareAction } from '../call-action.js';
import { prepareAndRun } from '../contexts.js';
import { isRoot, place, units, worker } from '../write-hooks.js';

const ROOT = { uid: 0, gid: 0, ownTiers: false };
const BASE64 = { encoding: 'base64' } as const;

describe('asLines', () => {
  it.each([
    ['', 'b', 'b\n'],
    ['', 'b\n', 'b\n'],
    ['a', 'b\n', '\nb\n'],
    ['a\n', 'b', 'b\n'],
    ['a\n', 'b\nc', 'b\nc\n'],
    ['a\r\n', 'b\nc\r\n', 'b\r\nc\r\n'],
    ['a\r\nb', 'c', '\r\nc\r\n'],
    ['a\r\nb\n', 'c', 'c\n'],
    ['\n', 'c', 'c\n'],
    ['a', '', ''],
  ])('behind %j makes %j to %j', (before, text, added) => {
    expect(asLines(Buffer.from(before), Buffer.from(text)).toString()).toBe(added);
  });
});

describe.runIf(isRoot)('an addition', () => {
  const add = (path: string, content: string, more = {}, between = async () => {}) =>
    callAction(writeFile, { path, content, append: true, ...more }, contextOf(units), between);

  it('begins on a line of its own, as its diff shows, and bytes stay bytes', async () => {
    const text = place.mine('todo', 'buy milk');
    const { preview, result } = await add(text, 'call Eva');
    expect(preview['diff']).toMatch(/^-buy milk\n.*\n\+buy milk\n\+call Eva$/m);
    expect([readFileSync(text, 'utf8'), result]).toEqual(['buy milk\ncall Eva\n', { bytes: 10, created: false }]);
    const bytes = place.mine('bytes', 'a');
    await add(bytes, Buffer.from('b\n').toString('base64'), BASE64);
    expect(readFileSync(bytes, 'utf8')).toBe('ab\n');
  });

  it('ends as the lines before it do', async () => {
    const path = place.mine('app.ini', '\uFEFF[a]\r\nx=1\r\n');
    const { preview } = await add(path, 'y=2\n');
    expect(preview['diff']).toContain('+y=2\r');
    expect(readFileSync(path, 'utf8')).toBe('\uFEFF[a]\r\nx=1\r\ny=2\r\n');
  });

  it('is made where the file lies: who holds it open goes on writing to it, and a log may grow meanwhile', async () => {
    for (const [path, own] of [
      [place.mine('log', 'one\n'), true],
      [join(place.roots, 'log'), false],
    ] as const) {
      writeFileSync(path, 'one\n');
      if (!own) chmodSync(path, 0o600);
      const { ino } = lstatSync(path);
      const holder = openSync(path, 'a');
      await add(path, 'marker', {}, async () => void writeSync(holder, 'two\n'));
      writeSync(holder, 'three\n');
      closeSync(holder);
      expect([readFileSync(path, 'utf8'), lstatSync(path).ino]).toEqual(['one\ntwo\nmarker\nthree\n', ino]);
    }
  });

  it('is not made to what took the place of the file', async () => {
    const path = place.mine('log', 'one\n');
    const swap = async () => {
      place.mine('other', 'one\n');
      const { renameSync } = await import('node:fs');
      renameSync(join(place.own, 'other'), path);
    };
    await expect(add(path, 'two', {}, swap)).rejects.toThrow(/another object.*nothing was done/);
    expect(readFileSync(path, 'utf8')).toBe('one\n');
  });

  it('is taken back where the file lies, to the first bytes', async () => {
    const path = place.mine('todo', 'buy milk');
    const { ino } = lstatSync(path);
    const { undo } = await prepareAndRun(writeFile, { path, content: 'call Eva', append: true }, contextOf(units));
    await callAction(restoreFile, paramsOf(undo[0]), contextOf(units));
    expect([readFileSync(path, 'utf8'), lstatSync(path).ino]).toEqual(['buy milk', ino]);
    await prepareAndRun(writeFile, { path, content: 'call Eva', append: true }, contextOf(units));
    appendFileSync(path, 'more\n');
    await expect(callAction(restoreFile, paramsOf(undo[0]), contextOf(units))).rejects.toThrow(/another one/);
    await callAction(restoreFile, { ...paramsOf(undo[0]), force: true }, contextOf(units));
    expect(readFileSync(path, 'utf8')).toBe('buy milk');
  });

  it('that fails leaves nothing to take back', async () => {
    const path = place.mine('log', 'one\n');
    const dropped: string[] = [];
    const sealed = await writeFile.prepare({ path, content: 'two' }, contextOf(units));
    appendFileSync(path, 'grown');
    const running = { ...contextOf(units), record: 'r1', commit: () => {}, saveUndo: async () => {} };
    const more = { dropUndo: async () => void dropped.push('r1') };
    const yes = { redeem: () => true } as unknown as Parameters<typeof sealed.run>[0];
    await expect(sealed.run(yes, { ...running, ...more } as unknown as RunContext)).rejects.toThrow(/nothing was done/);
    await sealed.release();
    expect(dropped).toEqual(['r1']);
  });
});

function paramsOf(inverse: Inverse | undefined): object {
  const content = inverse?.bytes?.toString('base64') ?? '';
  return { ...inverse?.params, content, undoes: 'abc-00000000', force: false };
}

describe.runIf(isRoot)('a place that a replacement cannot go to', () => {
  let space: MountSpace;
  afterEach(() => space.stop());
  const show = (path: string) => readFileSync(space.at(path), 'utf8');

  it('as a mount point of its own is refused before anybody is asked, and an addition is made in it', async () => {
    space = await MountSpace.start(
      'mount -t tmpfs -o mode=755 none /mnt; cd /mnt; echo real >real; echo old >hosts; mount --bind real hosts',
    );
    const inside = new LocalUnits(worker, space.enter);
    const path = '/mnt/hosts';
    await expect(prepareAction(writeFile, { path, content: 'x' }, contextOf(inside))).rejects.toThrow(/mount point/);
    await expect(callAction(writeFile, { path, content: 'x' }, contextOf(inside, ROOT))).rejects.toThrow(/mount point/);
    await callAction(writeFile, { path, content: 'added', append: true }, contextOf(inside));
    expect([show('/mnt/real'), show('/mnt/hosts')]).toEqual(['real\nadded\n', 'real\nadded\n']);
  });

  it('as a range of a large file is no large reply', async () => {
    space = await MountSpace.start(
      `mount -t tmpfs -o mode=755 none /mnt; cd /mnt; truncate -s 20971500 log; printf '%s' '${'x'.repeat(20)}' >>log; chown ${NOBODY} log`,
    );
    const inside = new LocalUnits(worker, space.enter);
    const { tier, result } = await callAction(
      readFile,
      { path: '/mnt/log', offset: 20_971_500, limit: 20 },
      contextOf(inside),
    );
    expect([tier, result]).toMatchObject(['read-own-file', { content: 'x'.repeat(20), size: 20_971_520 }]);
  });
});
