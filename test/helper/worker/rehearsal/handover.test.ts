import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { receive } from '../../../../helper/worker/rehearsal/handover.js';
import { DirectoryKeeper, KEEPS_NOTHING } from '../../../../helper/worker/rehearsal/keeper.js';
import { attack } from '../../../attack/attack.js';
import { AS_SOMEBODY, Bench } from './bench.js';

let place = '';

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'handover-'));
});
afterEach(() => rmSync(place, { recursive: true }));

const frame = (kind: number, body: Buffer | string = '') => {
  const header = Buffer.alloc(5);
  header.writeUInt8(kind);
  header.writeUInt32BE(Buffer.byteLength(body), 1);
  return Buffer.concat([header, Buffer.from(body)]);
};
const begin = (name: string) => frame(0, name);
const data = (body: Buffer | string) => frame(1, body);
const END = frame(2);
const DONE = frame(3, '{"ok":true}');
const DIGEST = createHash('sha256').update('x').digest('hex');
const megabyte = Array<Buffer>(4).fill(data(Buffer.alloc(256 * 1024)));
const many = (count: number, pieces: readonly Buffer[]) => Array<readonly Buffer[]>(count).fill(pieces).flat();

const said = (pieces: readonly Buffer[]) => Readable.from(pieces);

describe('what the half that runs as the caller hands over', () => {
  test('is kept, and its manifest is known by its bytes', async () => {
    const keeper = new DirectoryKeeper(place);
    await receive(said([begin(DIGEST), data('x'), END, begin('manifest.json'), data('{}'), END, DONE]), keeper);
    expect(keeper.finish()).toBe(createHash('sha256').update('{}').digest('hex'));
    expect(readFileSync(join(place, 'content', DIGEST), 'utf8')).toBe('x');
  });

  test('a refusal is told in its words', async () => {
    const refused = frame(3, JSON.stringify({ ok: false, code: 'unfit', text: 'a pipe' }));
    await expect(receive(said([begin(DIGEST), refused]), KEEPS_NOTHING)).rejects.toThrow(/no sense/);
    await expect(receive(said([refused]), KEEPS_NOTHING)).rejects.toMatchObject({ code: 'unfit', message: 'a pipe' });
  });

  const hostile: readonly (readonly [string, readonly Buffer[], RegExp])[] = [
    ['a list of changes without end', [begin('manifest.json'), ...many(9, megabyte)], /list of changes takes more/],
    ['contents without end', [begin(DIGEST), ...many(257, megabyte)], /contents take more/],
    ['a piece without end', [begin(DIGEST), Buffer.from([1, 0xff, 0xff, 0xff, 0xff])], /no sense/],
    ['more contents than changes', many(10_002, [begin(DIGEST), data('x'), END]), /EEXIST|more is to be kept/],
    ['another content than its digest', [begin(DIGEST), data('y'), END], /changed meanwhile/],
    ['a name that leads elsewhere', [begin('../../etc/passwd'), data('x'), END], /not a digest/],
    ['a state of a journal', [begin('progress'), data('done'), END], /not a digest/],
    ['two lists of changes', many(2, [begin('manifest.json'), data('{}'), END]), /EEXIST/],
    ['nothing', [], /without an answer/],
    ['something else', [frame(7)], /without an answer/],
  ];
  attack(
    'a half that was made to say anything fills no disk, no memory and no place of root’s',
    {
      without: 'the place was handed out: 400 MB as manifest.json ended the service, at each later call as well',
      tries: hostile.length,
    },
    async () => {
      for (const [name, pieces, expected] of hostile) {
        const own = mkdtempSync(join(place, 'own-'));
        await expect(receive(said(pieces), new DirectoryKeeper(own)), name).rejects.toThrow(expected);
        expect(readdirSync(own).filter(each => !['content', 'manifest.json'].includes(each))).toEqual([]);
        rmSync(own, { recursive: true });
      }
    },
  );

  attack(
    'a script whose list of changes is longer than the service could read is refused where the list is written',
    { without: 'no limit of bytes: 248 MB of manifest.json, out of memory, and again at each later call' },
    async () => {
      const bench = new Bench();
      const store = bench.place();
      const link = 'symlink(qq(\\x01) x 4000, qq(/var/tmp/many-$_)) for 1..400';
      const reply = await bench.rehearse(`perl -e '${link}'`, { actor: AS_SOMEBODY, store });
      expect(reply).toMatchObject({ ok: false, code: 'unfit', text: expect.stringContaining('list of changes') });
      expect(existsSync('/var/tmp/many-1')).toBe(false);
    },
  );
});
