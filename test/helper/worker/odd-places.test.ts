import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { readFile } from '../../../helper/actions/files/read-file.js';
import { writeFile } from '../../../helper/actions/files/write-file.js';
import { attack } from '../../attack/attack.js';
import { BOUNDS, callAction, contextOf } from '../actions/call-action.js';
import { FUSE_SERVER } from './fuse-server.js';
import { LocalUnits } from './local-units.js';
import { MountSpace } from './mount-space.js';
import { bundleWorker } from './worker-bundle.js';

const worker = bundleWorker();
// past the list of what is denied by name: here the worker itself must see what it has before it
const OPEN = { ...BOUNDS, paths: { denied: [], code: [], data: [] } };
const ROOT = { uid: 0, gid: 0, ownTiers: false };

let space: MountSpace;
let server: ChildProcess | undefined;

describe.runIf(process.getuid?.() === 0)('a place that is no ordinary one', () => {
  beforeEach(async () => {
    space = await MountSpace.start('mount -t tmpfs -o mode=755 none /mnt; mkdir -m 755 /mnt/x');
  });
  afterEach(async () => {
    server?.kill('SIGKILL');
    server = undefined;
    await space.stop();
  });

  const context = (bounds = OPEN) => contextOf(new LocalUnits(worker, space.enter), ROOT, bounds);
  const read = (path: string, bounds = OPEN) => callAction(readFile, { path }, context(bounds));
  const write = (path: string, content = 'ours', more = {}) =>
    callAction(writeFile, { path, content, ...more }, context());
  const put = (path: string, text: string) => space.sh(`printf '${text}' >${path}`);
  const show = (path: string) => readFileSync(space.at(path), 'utf8');
  const list = (path = '/mnt/x') => readdirSync(space.at(path)).toSorted();

  async function expectBothRefused(path: string, why: RegExp): Promise<void> {
    await expect(read(path)).rejects.toThrow(why);
    await expect(write(path)).rejects.toThrow(why);
  }

  attack(
    'a file system of a person (fuse) is neither read nor written as root, and one that hangs holds nobody',
    {
      without:
        'its magic number among the local ones: the file was read; stopping the worker awaited: the call never ended',
      tries: 3,
    },
    async () => {
      server = space.spawn(['perl', '-e', FUSE_SERVER, '/mnt/x']);
      while ((await space.sh('cat /mnt/x/secret 2>/dev/null || true')) !== 'secret') await new Promise(setImmediate);
      await expectBothRefused('/mnt/x/secret', /not on a local file system/);
      const asOneself = contextOf(new LocalUnits(worker, space.enter), {}, OPEN);
      const own = await callAction(readFile, { path: '/mnt/x/secret' }, asOneself);
      expect(own).toMatchObject({ tier: 'read-own-file', result: { content: 'secret' } });
      const hasty = { ...OPEN, files: { ...OPEN.files, timeoutMs: 1000 } };
      await expect(read('/mnt/x/hang', hasty)).rejects.toThrow(/did not answer in time/);
    },
  );

  attack(
    'a pipe, a socket, a device, proc and sysfs are neither opened nor written',
    {
      without:
        'proc and sysfs among the local ones: their files were opened; the kind not looked at: the pipe got past the look',
      tries: 10,
    },
    async () => {
      await space.sh(`cd /mnt/x; mkfifo pipe; mknod zero c 1 5; mknod disk b 7 0
        perl -e 'use Socket; socket(S, AF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un("socket"))'`);
      for (const name of ['pipe', 'zero', 'disk', 'socket']) {
        await expectBothRefused(`/mnt/x/${name}`, /a device, a socket or a pipe/);
      }
      for (const path of ['/proc/1/environ', '/proc/sys/kernel/hostname', '/sys/kernel/uevent_helper', '/proc/1/mem']) {
        await expectBothRefused(path, /not on a local file system|no such file/);
      }
    },
  );

  attack(
    'a file that is huge, or says that it is, takes neither memory nor time',
    { without: 'the size not compared: the worker read on for ever', tries: 6 },
    async () => {
      await space.sh(`cd /mnt/x; truncate -s 1T sparse; truncate -s ${OPEN.files.maxObjectBytes + 1} one-more`);
      for (const name of ['sparse', 'one-more']) {
        const path = `/mnt/x/${name}`;
        const size = statSync(space.at(path)).size;
        const { result } = await callAction(readFile, { path, limit: 10, encoding: 'base64' }, context());
        expect(result).toMatchObject({ content: Buffer.alloc(10).toString('base64'), truncated: true });
        await expect(write(path)).rejects.toThrow(
          /has \d+ bytes, and files.max_object_bytes of operator.toml lets \d+ be/,
        );
        await write(path, 'end', { append: true });
        expect(statSync(space.at(path)).size).toBe(size + 5);
      }
      expect(list()).toEqual(['one-more', 'sparse']);
    },
  );

  attack(
    'a full disk, or one without room for another name, keeps the old file whole and no other beside it',
    {
      without: 'written in place: the old content was gone; temporary file not discarded: it stayed and was in the way',
      tries: 3,
    },
    async () => {
      await space.sh('mount -t tmpfs -o size=64k,nr_inodes=20,mode=755 none /mnt/x');
      await put('/mnt/x/old', 'old');
      await space.sh('head -c 60K /dev/zero >/mnt/x/fill || true');
      await expect(write('/mnt/x/old', 'x'.repeat(9000))).rejects.toThrow(/the disk is full/);
      await expect(write('/mnt/x/new', 'x'.repeat(9000))).rejects.toThrow(/the disk is full/);
      await space.sh('rm /mnt/x/fill; cd /mnt/x; i=0; while touch $i 2>/dev/null; do i=$((i+1)); done');
      await expect(write('/mnt/x/old')).rejects.toThrow(/the disk is full/);
      expect(show('/mnt/x/old')).toBe('old');
      expect(list().filter(name => name.startsWith('.') || name === 'new')).toEqual([]);
    },
  );

  attack(
    'a read-only file system stays as it is, and the error says so',
    { without: 'EROFS told as any other error: the reason was missing', tries: 2 },
    async () => {
      await put('/mnt/x/old', 'old');
      await space.sh('mount --bind /mnt/x /mnt/x; mount -o remount,bind,ro /mnt/x');
      for (const name of ['old', 'new']) await expect(write(`/mnt/x/${name}`)).rejects.toThrow(/read-only/);
      expect([show('/mnt/x/old'), list()]).toEqual(['old', ['old']]);
    },
  );

  attack(
    'an immutable or append-only file is not replaced, and added to only where that is what it allows',
    {
      without: 'temporary file not discarded after the refusal: it stayed and was in the way of the next write',
      tries: 4,
    },
    async ({ counted }) => {
      await space.sh(
        'truncate -s 8M /mnt/disk; mkfs.ext4 -q /mnt/disk; mount -o loop /mnt/disk /mnt/x; rmdir /mnt/x/*',
      );
      for (const [tries, flag] of ['i', 'a'].entries()) {
        const path = `/mnt/x/${flag}`;
        await put(path, 'old');
        await space.sh(`chattr +${flag} ${path}`);
        await expect(write(path)).rejects.toThrow(flag === 'i' ? /is immutable/ : /can only be added to/);
        const added = write(path, 'more', { append: true });
        if (flag === 'i') await expect(added).rejects.toThrow(/is immutable/);
        else await added;
        const after = flag === 'i' ? 'old' : 'old\nmore\n';
        expect([show(path), list().some(name => name.startsWith('.llm-os'))]).toEqual([after, false]);
        await space.sh(`chattr -${flag} ${path}`);
        counted(2 * (tries + 1));
      }
      expect(list()).toEqual(['a', 'i']);
    },
  );

  // only where the tools are: a quota takes a kernel and a file system that have one
  const canQuota = existsSync('/usr/bin/btrfs') || existsSync('/bin/btrfs');
  describe.runIf(canQuota)('with a quota', () => {
    attack(
      'a quota that is used up keeps the old file whole and no other beside it',
      {
        without: 'written in place: the old content was gone; EDQUOT, for which node has no name, told as nothing',
        tries: 2,
      },
      async () => {
        await space.sh(`truncate -s 200M /mnt/disk; mkfs.btrfs -q /mnt/disk; mount -o loop /mnt/disk /mnt/x
          btrfs quota enable /mnt/x; btrfs subvolume create /mnt/x/v >/dev/null; btrfs qgroup limit 1M /mnt/x/v`);
        await put('/mnt/x/v/old', 'old');
        await space.sh('sync; head -c 900K /dev/urandom >/mnt/x/v/fill; sync');
        const big = Buffer.alloc(900_000, 120).toString();
        await expect(write('/mnt/x/v/old', big)).rejects.toThrow(/quota/);
        await expect(write('/mnt/x/v/new', big)).rejects.toThrow(/quota/);
        expect([show('/mnt/x/v/old'), list('/mnt/x/v')]).toEqual(['old', ['fill', 'old']]);
      },
    );
  });
});
