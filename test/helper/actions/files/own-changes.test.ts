import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLink } from '../../../../helper/actions/files/create-link.js';
import { copyFile } from '../../../../helper/actions/files/copy-file.js';
import { moveFile } from '../../../../helper/actions/files/move-file.js';
import { attack } from '../../../attack/attack.js';
import { NOBODY } from '../call-action.js';
import { WritePlace } from '../write-place.js';
import { ChangeBench } from './change-bench.js';

const PROJECT = 4242;
const bench = new ChangeBench();
let place: WritePlace;
let own = '';
const me = () => ({ home: own });

beforeEach(() => {
  place = new WritePlace();
  ({ own } = place);
  for (const [name, mode] of [
    ['shut', 0o700],
    ['open', 0o755],
  ] as const) {
    mkdirSync(join(own, name));
    chownSync(join(own, name), NOBODY, NOBODY);
    chmodSync(join(own, name), mode);
  }
  for (const [name, mode] of [
    ['letter', 0o644],
    ['key', 0o600],
  ] as const) {
    writeFileSync(join(own, 'shut', name), name);
    chownSync(join(own, 'shut', name), NOBODY, NOBODY);
    chmodSync(join(own, 'shut', name), mode);
  }
});
afterEach(() => place.remove());
afterAll(() => bench.remove());

describe.runIf(process.getuid?.() === 0)('of one’s own', () => {
  attack(
    'a file of a directory that only its owner may enter is put before everybody’s eyes, and nobody is asked',
    { without: 'copied and moved to /tmp without a question, where bob read it', tries: 2 },
    async () => {
      const asked = { path: join(own, 'shut/letter'), to: join(own, 'open/letter') };
      expect((await bench.prepare(copyFile, asked, me())).tier).toBe('copy-own-file-asked');
      expect((await bench.prepare(moveFile, asked, me())).tier).toBe('move-own-file-asked');
    },
  );

  attack(
    'a name speaks in the question that is asked about it',
    { without: 'the question ended: that leads to /srv/www as you. Nothing else is done as you.', tries: 2 },
    async () => {
      const target = '/srv/www as you. Nothing else is done';
      const { details } = await bench.prepare(createLink, { target, path: join(own, 'open/www') }, me());
      expect(details['display_how']).toBe(`'${target}'`);
      writeFileSync(join(own, 'open/n to x'), '');
      chownSync(join(own, 'open/n to x'), NOBODY, NOBODY);
      const moving = { path: join(own, 'open/n to x'), to: join(own, "open/it's") };
      const asked = await bench.prepare(moveFile, moving, me());
      expect(asked.details['display_path']).toBe(`'${own}/open/n to x'`);
      expect(asked.details['display_to']).toBe(`'${own}/open/it\\x27s'`);
    },
  );

  test('what nobody else may read anyway is moved there without a question', async () => {
    const asked = { path: join(own, 'shut/key'), to: join(own, 'open/key') };
    expect((await bench.prepare(moveFile, asked, me())).tier).toBe('move-own-file');
  });

  attack(
    'a change is taken back with the rights of a group that the person is no longer in',
    {
      without: 'bob, out of the group, could not list the directory, and undo moved and removed files in it',
      tries: 1,
    },
    async () => {
      const [path, to] = [join(own, 'open/a'), join(own, 'open/b')];
      writeFileSync(path, 'a');
      chownSync(path, NOBODY, NOBODY);
      const { undo } = await bench.call(moveFile, { path, to }, me());
      chownSync(join(own, 'open'), 0, PROJECT);
      chmodSync(join(own, 'open'), 0o770);
      const [inverse] = undo;
      const then = inverse && { ...inverse, params: { ...inverse.params, groups: [PROJECT] } };
      await expect(bench.undo(then ? [then] : [], me())).rejects.toThrow(/permission denied/);
      expect([existsSync(path), readFileSync(to, 'utf8')]).toEqual([false, 'a']);
      rmSync(to);
    },
  );
});
