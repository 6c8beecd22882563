import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Bench } from './bench.js';
import { apply, furnish, makeHomes, picture, rehearse, SCRIPT } from './tree.js';

const bench = new Bench();
const makeHome = makeHomes();

interface Kind {
  readonly type: string;
  /** program that makes one, with its options; none for one of memory */
  readonly make?: readonly [program: string, ...options: string[]];
  readonly bytes?: number;
}

const MEGABYTE = 1024 * 1024;
const KINDS: readonly Kind[] = [
  { type: 'tmpfs' },
  { type: 'ext4', make: ['/usr/sbin/mkfs.ext4', '-q'], bytes: 16 * MEGABYTE },
  { type: 'xfs', make: ['/usr/sbin/mkfs.xfs', '-q'], bytes: 320 * MEGABYTE },
  { type: 'btrfs', make: ['/usr/sbin/mkfs.btrfs', '-q'], bytes: 128 * MEGABYTE },
];

async function mounted(argv: readonly string[], at: string, work: () => Promise<void>): Promise<void> {
  mkdirSync(at, { recursive: true });
  execFileSync('mount', [...argv, at]);
  try {
    await work();
  } finally {
    // another test may be looking at it
    execFileSync('umount', ['-l', at]);
  }
}

/** rehearsed and applied it is what it becomes by the script itself, and undone what it was */
async function isTrue(place: string, home: string, script: string): Promise<void> {
  const before = picture(home);
  const { journal, reply } = await apply(bench, await rehearse(bench, `cd ${place}; ${script}`));
  expect(reply).toMatchObject({ ok: true });
  const after = picture(home);
  expect(after).not.toBe(before);
  const undone = await apply(bench, { store: journal, digest: reply.ok && 'undo' in reply ? reply.undo : '' });
  expect(undone.reply).toMatchObject({ ok: true });
  expect(picture(home)).toBe(before);
  expect(spawnSync('/bin/sh', ['-c', `umask 022; cd ${place}; ${script}`]).status).toBe(0);
  expect(picture(home)).toBe(after);
}

const MOVES = 'mv edited ../outside; cp -a ../kept .; perl -e "rename q(new), q(newer) or die"; echo z >newer/dir/z';

describe('a file system of its own', () => {
  test.for(KINDS)('$type is copied, changed and taken back', async ({ type, make, bytes = 0 }, { skip }) => {
    if (make && !existsSync(make[0])) skip(`${make[0]} is not installed`);
    const home = makeHome();
    const image = `${bench.directory}/${type}.image`;
    if (make) {
      writeFileSync(image, '');
      truncateSync(image, bytes);
      execFileSync(make[0], [...make.slice(1), image]);
    }
    writeFileSync(`${home}/kept`, 'kept');
    const options = make ? ['-o', 'loop', image] : ['-t', type, '-o', 'mode=755', type];
    await mounted(options, `${home}/own`, async () => {
      furnish(`${home}/own`);
      await isTrue(`${home}/own`, home, `${SCRIPT} ${MOVES}`);
    });
    rmSync(image, { force: true });
  });

  test('a directory that is bound to another place is changed where it is seen', async () => {
    const home = makeHome();
    mkdirSync(`${home}/real`);
    furnish(`${home}/real`);
    writeFileSync(`${home}/kept`, 'kept');
    await mounted(['--bind', `${home}/real`], `${home}/bound`, async () => {
      await isTrue(`${home}/bound`, `${home}/bound`, SCRIPT);
    });
  });

  test('that is read-only is read, and a write to it fails inside as it does outside', async () => {
    const home = makeHome();
    await mounted(['-t', 'tmpfs', '-o', 'ro', 'tmpfs'], `${home}/usr`, async () => {
      const reply = await bench.rehearse(`ls ${home}/usr; echo x >${home}/usr/x; echo y >${home}/y`);
      expect(reply).toMatchObject({ ok: true });
      expect('stderr' in reply && reply.stderr).toContain('Read-only file system');
      expect('readOnly' in reply && reply.readOnly).toContain(`${home}/usr`);
    });
  });
});
