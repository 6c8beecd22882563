import { chownSync, existsSync, lstatSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { attack } from '../../../attack/attack.js';
import { AS_ROOT, Bench } from './bench.js';
import { apply, makeHomes, picture, rehearse, type Rehearsed } from './tree.js';

const bench = new Bench();
const makeHome = makeHomes();
let home = '';

beforeEach(() => {
  home = makeHome();
});

async function make(rehearsed: Rehearsed): Promise<Rehearsed> {
  const { journal, reply } = await apply(bench, rehearsed);
  expect(reply).toMatchObject({ ok: true });
  return { store: journal, digest: reply.ok && 'undo' in reply ? reply.undo : '' };
}

const NEW = 'mkdir -p app/data/sub; echo hi > app/data/sub/f; chown -R 4242:4242 app';
const OLD = 'chown -R 4242:4242 tree; echo two > tree/deep/f; chmod 775 tree/deep';

describe('a tree that root gives to somebody', () => {
  beforeEach(() => {
    mkdirSync(`${home}/tree/deep`, { recursive: true });
    writeFileSync(`${home}/tree/deep/f`, 'one\n');
    writeFileSync(`${home}/tree/g`, 'g');
  });

  test.each([NEW, OLD, `${NEW}; ${OLD}`, 'chown 4242 tree; mkdir tree/sub; touch tree/sub/x'])(
    'is applied whole, and taken back whole: %s',
    async script => {
      const before = picture(home);
      const back = await make(await rehearse(bench, `cd ${home}; ${script}`));
      const after = picture(home);
      expect(after).toMatch(/ 4242:/);
      const again = await make(back);
      expect(picture(home)).toBe(before);
      await make(again);
      expect(picture(home)).toBe(after);
    },
  );

  test('is taken from somebody again', async () => {
    await make(await rehearse(bench, `cd ${home}; ${OLD}`));
    const before = picture(home);
    const back = await make(
      await rehearse(bench, `cd ${home}; chown -R 0:0 tree; chmod 755 tree/deep; rm tree/deep/f`),
    );
    expect(lstatSync(`${home}/tree`).uid).toBe(0);
    await make(back);
    expect(picture(home)).toBe(before);
  });

  const traps: readonly (readonly [string, () => void])[] = [
    [
      'a link in the place of a directory',
      () => {
        renameSync(`${home}/tree/deep`, `${home}/tree/aside`);
        symlinkSync(`${home}/secret`, `${home}/tree/deep`);
      },
    ],
    ['another content', () => writeFileSync(`${home}/tree/deep/f`, 'theirs')],
    ['another owner of the whole', () => chownSync(`${home}/tree`, 4243, 4243)],
    ['nothing', () => rmSync(`${home}/tree/deep`, { recursive: true })],
  ];
  attack(
    'whatever its new owner puts there is neither followed nor changed when it is taken back',
    {
      without: 'seize left out: undo of it ended with “untrusted”, for good',
      tries: traps.length,
    },
    async () => {
      for (const [name, lay] of traps) {
        rmSync(`${home}/tree`, { recursive: true });
        mkdirSync(`${home}/tree/deep`, { recursive: true });
        writeFileSync(`${home}/tree/deep/f`, 'one\n');
        mkdirSync(`${home}/secret`, { recursive: true });
        writeFileSync(`${home}/secret/f`, 'two\n');
        const back = await make(await rehearse(bench, `cd ${home}; ${OLD}`));
        lay();
        const before = picture(home);
        expect((await apply(bench, back)).reply, name).toMatchObject({ ok: false, code: 'changed' });
        expect(picture(home), name).toBe(before);
      }
    },
  );

  test.each([1, 3, 6, 10, 15])('by a worker that is killed is whole or was not begun (%i)', async delay => {
    for (let index = 0; index < 60; index++) writeFileSync(`${home}/tree/many-${index}`, 'm');
    const before = picture(home);
    const rehearsed = await rehearse(bench, `cd ${home}; ${NEW}; ${OLD}`);
    const journal = bench.place();
    const bounds = { denied: [], code: [], data: [] };
    const request = { op: 'apply', actor: AS_ROOT, ...rehearsed, ...bounds, journal, token: 'token-1' } as const;
    await bench.killAfter(request, join(journal, 'progress'), delay);
    expect(existsSync(join(journal, 'progress'))).toBe(true);
    const reply = await bench.ask({ op: 'recover', actor: AS_ROOT, journal, denied: [], token: 'token-1' });
    expect(reply).toMatchObject({ ok: true });
    if (reply.ok && 'undo' in reply && reply.undo !== '') expect(lstatSync(`${home}/app`).uid).toBe(4242);
    else expect(picture(home)).toBe(before);
  });
});
