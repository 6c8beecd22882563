import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../../../helper/worker/rehearsal/digest.js';
import { toBytes } from '../../../../helper/worker/rehearsal/invert.js';
import type { ApplyReply, PlanReply, RehearsalChange } from '../../../../helper/worker/rehearsal/protocol.js';
import { AS_ROOT, Bench } from './bench.js';
import { apply, makeHomes, progress } from './tree.js';

const bench = new Bench();
const makeHome = makeHomes();
let home = '';

beforeEach(() => {
  home = makeHome();
  writeFileSync(`${home}/one`, '1');
  writeFileSync(`${home}/two`, '2');
});

const planned = async (): Promise<readonly RehearsalChange[]> => {
  const wish = { verb: 'move', path: `${home}/one`, to: `${home}/two`, recursive: true, overwrite: true } as const;
  const reply = await bench.ask<PlanReply>({ op: 'plan', wish, resolve: true, actor: AS_ROOT });
  if (!reply.ok || !reply.changes) throw new Error('nothing was planned');
  return reply.changes;
};

const keep = (changes: readonly RehearsalChange[]) => {
  const store = bench.place();
  const bytes = toBytes({ version: 1, as: 'root', uid: 0, changes });
  writeFileSync(`${store}/manifest.json`, bytes, { mode: 0o600 });
  return { store, digest: sha256(bytes) };
};

const contents = () =>
  ['one', 'two'].map(name => existsSync(`${home}/${name}`) && readFileSync(`${home}/${name}`, 'utf8'));

describe('a move over a file', () => {
  test('that was cut off is put back', async () => {
    const { journal, reply } = await apply(bench, keep(await planned()));
    expect([reply.ok, contents()]).toEqual([true, [false, '1']]);
    writeFileSync(`${journal}/progress`, 'applying');
    const recovering = { op: 'recover', actor: AS_ROOT, journal, denied: [], token: 'test' } as const;
    expect(await bench.ask<ApplyReply>(recovering)).toMatchObject({ ok: true, undo: '' });
    expect([progress(journal), contents()]).toEqual(['back', ['1', '2']]);
  });

  test('that was cut off before anything was moved is left as it was', async () => {
    const { journal, reply } = await apply(bench, keep(await planned()));
    await apply(bench, { store: journal, digest: reply.ok && 'undo' in reply ? reply.undo : '' });
    writeFileSync(`${journal}/progress`, 'applying');
    await bench.ask<ApplyReply>({ op: 'recover', actor: AS_ROOT, journal, denied: [], token: 'test' });
    expect(contents()).toEqual(['1', '2']);
  });

  test('fails whole where the new place holds something else by now', async () => {
    const changes = await planned();
    writeFileSync(`${home}/two`, 'other');
    expect((await apply(bench, keep(changes))).reply).toMatchObject({ ok: false, code: 'changed' });
    expect(contents()).toEqual(['1', 'other']);
  });

  test('does not go through another name of a denied place', async () => {
    mkdirSync(`${home}/secret`);
    writeFileSync(`${home}/secret/key`, 'k');
    const [move] = await planned();
    const changes = [
      {
        ...(move ?? fail()),
        path: `${home}/two`,
        change: 'created' as const,
        before: null,
        from: `${home}/secret/key`,
      },
    ];
    const { reply } = await apply(bench, keep(changes), AS_ROOT, [`${home}/secret`]);
    expect(reply).toMatchObject({ ok: false, code: 'denied' });
  });
});

function fail(): never {
  throw new Error('nothing was planned');
}
