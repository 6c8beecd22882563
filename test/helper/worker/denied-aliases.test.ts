import { chownSync, lstatSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFile } from '../../../helper/actions/files/read-file.js';
import { expand, identify, survey } from '../../../helper/worker/path-patterns.js';
import { namesOf } from '../../../helper/worker/mount-names.js';
import { BOUNDS, callAction, contextOf } from '../actions/call-action.js';
import { LocalUnits, userOf } from './local-units.js';
import { MountSpace } from './mount-space.js';
import { bundleWorker } from './worker-bundle.js';

const worker = bundleWorker();
const SETUP = `mount -t tmpfs -o mode=755 none /mnt; cd /mnt; umask 022
  mkdir -m 711 vault; echo secret >vault/key; mkdir plain seen; ln vault/key plain/linked
  echo open >plain/one; ln plain/one plain/two; mount --bind vault seen`;

let space: MountSpace;

describe.runIf(process.getuid?.() === 0)('a denied place in a directory that the caller cannot list', () => {
  beforeAll(async () => {
    space = await MountSpace.start(SETUP);
  });
  afterAll(() => space.stop());

  const read = (path: string) => {
    const units = new LocalUnits(worker, space.enter);
    const bounds = { ...BOUNDS, paths: { denied: ['/mnt/vault/*'], code: [], data: [] } };
    return { units, reply: callAction(readFile, { path }, contextOf(units, {}, bounds)) };
  };

  it.each(['/mnt/vault/key', '/mnt/plain/linked', '/mnt/seen/key'])('is denied as %s', async path => {
    await expect(read(path).reply).rejects.toThrow(/denied paths/);
  });

  it('costs no other file a password, and only one with several names a look by root', async () => {
    const { units, reply } = read('/mnt/plain/one');
    expect(await reply).toMatchObject({ tier: 'read-own-file', result: { content: 'open\n' } });
    expect(units.requests.map(userOf).filter(uid => uid === 0)).toHaveLength(1);
  });
});

describe('a directory that cannot be listed', () => {
  it('stands for all that it may hold, and a missing one for nothing', () => {
    const place = mkdtempSync(join(tmpdir(), 'loop-'));
    symlinkSync('loop', join(place, 'loop'));
    expect(expand(`${place}/loop/*/key`)).toEqual([`${place}/loop`]);
    expect(expand(`${place}/none/*/key`)).toEqual([]);
    expect(survey([`${place}/loop/*`])).toEqual({ objects: new Set(), whole: false, crowdedBy: new Set() });
    expect(survey([`${place}/none/*`])).toEqual({ objects: new Set(), whole: true, crowdedBy: new Set() });
  });
});

describe.runIf(process.getuid?.() === 0)('a person with thousands of names in a directory of denied ones', () => {
  const crowded = mkdtempSync(join(tmpdir(), 'crowded-'));
  for (let name = 0; name < 4100; name += 1) writeFileSync(join(crowded, `id_${name}`), '');

  it('makes the whole directory one of the places instead of filling the memory of the worker', () => {
    chownSync(crowded, 1001, 1001);
    const directory = identify(lstatSync(crowded, { bigint: true }));
    const found = survey([`${crowded}/id_*`]);
    expect(found).toEqual({ objects: new Set([directory]), whole: true, crowdedBy: new Set([1001]) });
    expect(expand(`${crowded}/id_*`)).toEqual([crowded]);
  });

  it('is no limit for a directory of root', () => {
    chownSync(crowded, 0, 0);
    expect(survey([`${crowded}/id_*`]).objects.size).toBe(4100);
  });
});

describe('names of a path', () => {
  const table = [
    { device: '8:1', root: '/', place: '/' },
    { device: '8:2', root: '/@home', place: '/home' },
    { device: '8:1', root: '/srv/vault', place: '/mnt/v' },
    { device: '8:1', root: '/usr', place: '/usr' },
  ];

  it.each([
    ['/mnt/v/key', ['/mnt/v/key', '/srv/vault/key']],
    ['/srv/vault', ['/srv/vault', '/mnt/v']],
    ['/usr/bin', ['/usr/bin']],
    ['/home/eva/x', ['/home/eva/x']],
    ['/mnt/v', ['/mnt/v', '/srv/vault']],
  ])('%s: %j', (path, names) => {
    expect(namesOf(path, table)).toEqual(names);
  });
});
