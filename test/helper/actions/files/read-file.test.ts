import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFile } from '../../../../helper/actions/files/read-file.js';
import { bundleWorker } from '../../worker/worker-bundle.js';
import { LocalUnits, userOf } from '../../worker/local-units.js';
import { BOUNDS, NOBODY, callAction, contextOf, prepareAction } from '../call-action.js';

const worker = bundleWorker();
const isRoot = process.getuid?.() === 0;
let units: LocalUnits;
let root: string;

beforeEach(() => {
  units = new LocalUnits(worker);
  root = mkdtempSync('/srv/read-file-test-');
  chmodSync(root, 0o755);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function file(name: string, content: string | Buffer, mode = 0o644): string {
  const path = join(root, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

describe.runIf(isRoot)('read-file', () => {
  it('reads what the caller may read, as the caller', async () => {
    const { tier, result, preview } = await callAction(readFile, { path: file('a', 'text') }, contextOf(units));
    expect({ tier, result }).toEqual({
      tier: 'read-own-file',
      result: { content: 'text', size: 4, truncated: false, encoding: 'utf-8' },
    });
    expect(preview).toMatchObject({ size: '4', mode: '0644' });
    expect(units.requests.map(userOf)).toEqual([NOBODY]);
  });

  it('takes an administrator for the rest', async () => {
    const context = contextOf(units);
    const { tier, result, preview } = await callAction(readFile, { path: file('a', 'secret', 0o600) }, context);
    expect({ tier, content: result['content'] }).toEqual({ tier: 'read-protected-file', content: 'secret' });
    expect(preview).toEqual({ path: join(root, 'a'), content: 'protected', summary: `read ${join(root, 'a')}` });
  });

  it('says the same of a secret file and of none, until polkit said yes', async () => {
    mkdirSync(join(root, 'closed'), { mode: 0o700 });
    file('closed/there', 'secret', 0o600);
    const there = await prepareAction(readFile, { path: join(root, 'closed/there') }, contextOf(units));
    const other = await prepareAction(readFile, { path: join(root, 'closed/other') }, contextOf(units));
    expect(JSON.stringify(there).replaceAll('there', 'other')).toBe(JSON.stringify(other));
    await expect(callAction(readFile, { path: join(root, 'closed/other') }, contextOf(units))).rejects.toThrow(
      /no file/,
    );
  });

  it('reads a part, whole characters only', async () => {
    const path = file('a', 'aéb😀c');
    const read = async (offset: number, limit: number) =>
      (await callAction(readFile, { path, offset, limit }, contextOf(units))).result;
    expect(await read(0, 2)).toMatchObject({ content: 'a', truncated: true, size: 9 });
    expect(await read(2, 4)).toMatchObject({ content: 'b' });
    expect(await read(4, 5)).toMatchObject({ content: '😀c', truncated: false });
    expect(await read(100, 5)).toMatchObject({ content: '', truncated: false });
  });

  it('reads the end without knowing where it is, also beyond 32 bits', async () => {
    const path = file('log', 'one\ntwo\n');
    const read = async (offset: number, limit = 20) =>
      (await callAction(readFile, { path, offset, limit }, contextOf(units))).result;
    expect(await read(-4)).toMatchObject({ content: 'two\n', size: 8, truncated: false });
    expect(await read(-4, 2)).toMatchObject({ content: 'tw', truncated: true });
    expect(await read(-100)).toMatchObject({ content: 'one\ntwo\n' });
    const far = 5 * 2 ** 30;
    truncateSync(path, far);
    appendFileSync(path, 'end');
    expect(await read(far)).toMatchObject({ content: 'end', size: far + 3, truncated: false });
    expect(await read(-3)).toMatchObject({ content: 'end' });
  });

  it('takes no name that stands for bytes which are no text', async () => {
    const path = `${root}/caf\uFFFD`;
    await expect(prepareAction(readFile, { path }, contextOf(units))).rejects.toThrow(
      /stands for bytes that are no text/,
    );
    expect(units.requests).toEqual([]);
  });

  it('gives bytes only as base64', async () => {
    const path = file('a', Buffer.from([0xff, 0, 1]));
    await expect(callAction(readFile, { path }, contextOf(units))).rejects.toThrow(/base64/);
    const { result } = await callAction(readFile, { path, encoding: 'base64' }, contextOf(units));
    expect(result).toMatchObject({ content: '/wAB', encoding: 'base64' });
  });

  it('follows links as the caller does, and names where they led', async () => {
    const path = file('a', 'text');
    symlinkSync(path, join(root, 'link'));
    const { details, result } = await callAction(readFile, { path: join(root, 'link') }, contextOf(units));
    expect(details).toEqual({ path, display_path: path });
    expect(result['content']).toBe('text');
    const asRoot = contextOf(units, { uid: 0, gid: 0, ownTiers: false });
    expect((await prepareAction(readFile, { path: join(root, 'link') }, asRoot)).details).toEqual(details);
  });

  it('reads a log that grew during the prompt, and not what replaced it', async () => {
    const path = file('a', 'one\n', 0o600);
    const grown = await callAction(readFile, { path }, contextOf(units), async () => appendFileSync(path, 'two\n'));
    expect(grown.result['content']).toBe('one\ntwo\n');
    const swap = async () => {
      rmSync(path);
      symlinkSync('/etc/shadow', path);
    };
    await expect(callAction(readFile, { path }, contextOf(units), swap)).rejects.toThrow(/another object/);
  });

  it('reads of what is large only what is asked for', async () => {
    const path = file('sparse', '', 0o644);
    truncateSync(path, 2 ** 40);
    const { result } = await callAction(readFile, { path, encoding: 'base64' }, contextOf(units));
    expect(result).toMatchObject({ size: 2 ** 40, truncated: true });
    expect(Buffer.from(String(result['content']), 'base64')).toHaveLength(BOUNDS.files.maxReplyBytes);
  });

  it.each([
    ['a directory', () => root, /directory/],
    ['nothing', () => join(root, 'none'), /no file/],
    ['a fifo', () => (execFileSync('mkfifo', [join(root, 'f')]), join(root, 'f')), /device, a socket or a pipe/],
    ['a device', () => '/dev/zero', /denied/],
    ['proc', () => '/proc/self/environ', /denied/],
    ['shadow', () => '/etc/shadow', /denied/],
  ])('refuses %s', async (_, make, message) => {
    await expect(callAction(readFile, { path: make() }, contextOf(units))).rejects.toThrow(message);
  });

  it('refuses a fifo and proc as root as well, past the deny list', async () => {
    execFileSync('mkfifo', [join(root, 'f')]);
    const bounds = { ...BOUNDS, paths: { denied: [], code: [], data: [] } };
    const context = contextOf(units, { uid: 0, gid: 0, ownTiers: false }, bounds);
    await expect(callAction(readFile, { path: join(root, 'f') }, context)).rejects.toThrow(/pipe/);
    await expect(callAction(readFile, { path: '/proc/1/environ' }, context)).rejects.toThrow(/local file system/);
    await expect(callAction(readFile, { path: '/dev/null' }, context)).rejects.toThrow(/device/);
  });

  it('refuses as root what somebody else may have put there', async () => {
    mkdirSync(join(root, 'theirs'));
    file('theirs/x', 'x', 0o600);
    chownSync(join(root, 'theirs'), 1234, 1234);
    await expect(callAction(readFile, { path: join(root, 'theirs/x') }, contextOf(units))).rejects.toThrow(
      /root's alone/,
    );
  });
});
