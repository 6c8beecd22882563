import {
  chmodSync,
  chownSync,
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
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFile } from '../../../helper/actions/write-file.js';
import { bundleWorker } from '../worker/worker-bundle.js';
import { LocalUnits, userOf } from '../worker/local-units.js';
import { BOUNDS, NOBODY, callAction, contextOf, prepareAction } from './call-action.js';

const worker = bundleWorker();
// below a directory that is root's alone, as /tmp is not
const isRoot = process.getuid?.() === 0;
let units: LocalUnits;
let root: string;
let own: string;
let protectedPlace: string;

beforeEach(() => {
  units = new LocalUnits(worker);
  root = mkdtempSync('/var/lib/write-file-test-');
  chmodSync(root, 0o755);
  own = join(root, 'own');
  protectedPlace = join(root, 'etc');
  for (const directory of [own, protectedPlace]) mkdirSync(directory);
  chownSync(own, NOBODY, NOBODY);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function mine(name: string, content: string, mode = 0o644): string {
  const path = join(own, name);
  writeFileSync(path, content);
  chownSync(path, NOBODY, NOBODY);
  chmodSync(path, mode);
  return path;
}

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
    const path = mine('notes', 'one\ntwo\n', 0o600);
    const { tier, preview } = await callAction(writeFile, { path, content: 'one\n2\n' }, contextOf(units));
    expect(tier).toBe('overwrite-own-file');
    expect(preview['diff']).toMatch(/-two\n\+2\n/);
    expect(readFileSync(path, 'utf8')).toBe('one\n2\n');
    expect(lstatSync(path)).toMatchObject({ uid: NOBODY, mode: 0o100600 });
  });

  it('appends, and changes a mode where asked to', async () => {
    const path = mine('log', 'one\n');
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
    const path = join(protectedPlace, 'motd');
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

  it('tells nothing of what the caller cannot see', async () => {
    const secret = join(protectedPlace, 'secret');
    mkdirSync(secret, { mode: 0o700 });
    writeFileSync(join(secret, 'there'), 'old content', { mode: 0o600 });
    const there = await prepareAction(writeFile, { path: join(secret, 'there'), content: 'x' }, contextOf(units));
    const other = await prepareAction(writeFile, { path: join(secret, 'other'), content: 'x' }, contextOf(units));
    const blank = (facts: object) => JSON.parse(JSON.stringify(facts).replaceAll(/there|other/g, 'X'));
    expect(blank(there)).toEqual(blank(other));
    expect(there.tier).toBe('overwrite-file');
    expect(JSON.stringify(there)).not.toContain('old content');
  });

  it('gives a caller without own tiers nothing as itself', async () => {
    const stranger = contextOf(units, { ownTiers: false });
    expect(await prepareAction(writeFile, { path: join(own, 'x'), content: '' }, stranger)).toMatchObject({
      tier: 'overwrite-file',
    });
    expect(units.requests.map(userOf)).toEqual([0]);
  });

  it('lets root follow no directory that somebody else may change', async () => {
    const stranger = contextOf(units, { ownTiers: false });
    await expect(callAction(writeFile, { path: join(own, 'x'), content: '' }, stranger)).rejects.toThrow(
      /root's alone/,
    );
    mkdirSync(join(own, 'roots'));
    const visible = { path: join(own, 'roots', 'x'), content: '' };
    await expect(prepareAction(writeFile, visible, contextOf(units))).rejects.toThrow(/root's alone/);
    expect(readdirSync(own)).toEqual(['roots']);
  });

  it('runs nothing as the caller where the caller is root', async () => {
    const path = join(protectedPlace, 'x');
    const context = contextOf(units, { uid: 0, gid: 0, ownTiers: false });
    expect(await callAction(writeFile, { path, content: 'x' }, context)).toMatchObject({ tier: 'create-file' });
    expect(await callAction(writeFile, { path, content: 'y' }, context)).toMatchObject({ tier: 'overwrite-file' });
  });

  it('wants more for a place that is run, under whatever name', async () => {
    const bounds = { ...BOUNDS, paths: { denied: [], code: [protectedPlace] } };
    const direct = { path: join(protectedPlace, 'x'), content: '' };
    expect(await prepareAction(writeFile, direct, contextOf(units, {}, bounds))).toMatchObject({
      tier: 'write-code-file',
    });
    symlinkSync(protectedPlace, join(own, 'link'));
    const linked = { path: join(own, 'link', 'x'), content: '' };
    expect(await prepareAction(writeFile, linked, contextOf(units, {}, bounds))).toMatchObject({
      tier: 'write-code-file',
      details: { path: join(protectedPlace, 'x') },
    });
  });

  it('never touches a denied path, by link or by spelling', async () => {
    const bounds = { ...BOUNDS, paths: { denied: [`${protectedPlace}/no*`], code: [] } };
    symlinkSync(join(protectedPlace, 'nothing'), join(own, 'link'));
    writeFileSync(join(protectedPlace, 'nothing'), '');
    for (const path of [join(protectedPlace, 'nothing'), join(protectedPlace, 'not/at/all'), join(own, 'link')]) {
      await expect(prepareAction(writeFile, { path, content: '' }, contextOf(units, {}, bounds))).rejects.toThrow(
        /denied/,
      );
    }
    const root = contextOf(units, { uid: 0, ownTiers: false }, bounds);
    const linked = { path: join(own, 'link'), content: '' };
    await expect(callAction(writeFile, linked, root)).rejects.toThrow(/denied/);
  });

  it.each([
    ['a directory', () => own, /is a directory/],
    ['a missing parent', () => join(own, 'no/x'), /no such file or directory/],
    ['a hard link', () => (linkSync(mine('a', ''), join(own, 'b')), join(own, 'b')), /hard links/],
    ['set-user-id', () => mine('suid', '', 0o4755), /set-user-id/],
    ['proc', () => '/proc/sys/kernel/hostname', /denied/],
  ])('refuses %s', async (_, make, message) => {
    await expect(prepareAction(writeFile, { path: make(), content: '' }, contextOf(units))).rejects.toThrow(message);
  });

  it.each(['relative', '/a//b', '/a/../b', '/a/./b', '/a/', '/a\nb', '/a\u202eb', '/a\u0000b', `/${'x'.repeat(2000)}`])(
    'refuses the path %j',
    async path => {
      await expect(prepareAction(writeFile, { path, content: '' }, contextOf(units))).rejects.toThrow(/^path: /);
      expect(units.requests).toEqual([]);
    },
  );

  it('refuses content that is too long, before anything starts', async () => {
    const bounds = { ...BOUNDS, files: { ...BOUNDS.files, maxContentBytes: 4 } };
    const params = { path: join(own, 'x'), content: 'five!' };
    await expect(prepareAction(writeFile, params, contextOf(units, {}, bounds))).rejects.toThrow(/allows 4/);
    expect(units.requests).toEqual([]);
  });

  it.each([
    ['another content', (path: string) => writeFileSync(path, 'other')],
    ['another file', (path: string) => (rmSync(path), writeFileSync(path, 'old'), chownSync(path, NOBODY, NOBODY))],
    ['a symbolic link', (path: string) => (rmSync(path), symlinkSync('/etc/hostname', path))],
    ['another mode', (path: string) => chmodSync(path, 0o666)],
    ['nothing', (path: string) => rmSync(path)],
  ])('writes nothing where there is %s by the time of the yes', async (_, change) => {
    const path = mine('x', 'old');
    const hostname = readFileSync('/etc/hostname', 'utf8');
    const call = callAction(writeFile, { path, content: 'new' }, contextOf(units), async () => change(path));
    await expect(call).rejects.toThrow(/changed|another|no such|link/);
    expect(readFileSync('/etc/hostname', 'utf8')).toBe(hostname);
    expect(lstatSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, 'utf8') : '').not.toBe('new');
  });

  it('creates nothing over what came meanwhile', async () => {
    const path = join(own, 'x');
    const call = callAction(writeFile, { path, content: 'new' }, contextOf(units), async () =>
      writeFileSync(path, 'theirs'),
    );
    await expect(call).rejects.toThrow(/changed/);
    expect(readFileSync(path, 'utf8')).toBe('theirs');
  });
});
