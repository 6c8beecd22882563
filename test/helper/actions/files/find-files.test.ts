import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildFindFiles } from '../../../../helper/actions/files/find-files.js';
import { findArguments } from '../../../../helper/file-search/find-arguments.js';
import { FoundFiles } from '../../../../helper/file-search/found-files.js';
import type { RunningUnit, UnitRequest, UnitStarter } from '../../../../helper/system/units/unit-starter.js';
import { userOf } from '../../worker/local-units.js';
import { NOBODY, callAction, contextOf, prepareAction } from '../call-action.js';
import { isRoot, own, place, roots } from '../place-hooks.js';

const findFiles = buildFindFiles({ prove: async () => {} });

/** stands in for systemd: the program really runs, as whoever the unit's properties say, only without its cage */
class SearchUnits implements UnitStarter {
  readonly requests: UnitRequest[] = [];

  async start(request: UnitRequest): Promise<RunningUnit> {
    this.requests.push(request);
    const uid = userOf(request);
    const child = spawn(request.program, request.argv.slice(1), { uid, gid: uid, cwd: '/' });
    const finished = once(child, 'exit').then(([code]) => ({
      result: 'exit-code',
      exitStatus: Number(code),
      signal: undefined,
    }));
    return {
      name: request.id,
      streams: { stdout: child.stdout, stderr: child.stderr },
      finished,
      stop: async () => void child.kill('SIGKILL'),
    };
  }
}

const find = async (params: object, units = new SearchUnits()) => {
  const { tier, result } = await callAction(findFiles, { path: own, ...params }, contextOf(units));
  return {
    tier,
    found: result['found'],
    total: result['total'],
    truncated: result['truncated'],
    paths: Array.from(Object(result)['found'], line => String(line).replace(/^.*?(?=\/)/, '')),
  };
};

describe.runIf(isRoot)('find-files', () => {
  it('finds by a part of the name whatever its case, as the caller and without a question', async () => {
    const path = place.mine('Steuer 2024.pdf', 'x');
    place.mine('other', 'x');
    const units = new SearchUnits();
    expect(await find({ match: 'steuer' }, units)).toMatchObject({ tier: 'find-files', total: 1, paths: [path] });
    expect(await find({ match: '*.PDF' })).toMatchObject({ paths: [path] });
    expect(await find({ match: 'nothing[x]' })).toMatchObject({ total: 0, truncated: false });
    expect(units.requests.map(userOf)).toEqual([NOBODY]);
  });

  it('finds by kind, size and age, in the order that is asked for', async () => {
    const [small, large, old] = ['small', 'large', 'old'].map(name => place.mine(name, ''));
    truncateSync(String(large), 5_000_000);
    utimesSync(String(old), 1e9, 1e9);
    mkdirSync(join(own, 'dir'));
    expect(await find({ only: 'directories' })).toMatchObject({ paths: [join(own, 'dir/')] });
    expect(await find({ larger_than: 1_000_000 })).toMatchObject({ paths: [large] });
    expect(await find({ unchanged_for_days: 30 })).toMatchObject({ paths: [old] });
    expect(await find({ changed_within_days: 1, sort: 'size' })).toMatchObject({ paths: [large, small] });
    const { found } = await find({ larger_than: 1_000_000 });
    expect(found).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d {2}5\.0 MB {2}\/srv/)]);
  });

  it('gives the first of many, and counts all', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']) place.mine(name, '');
    const { paths, total, truncated } = await find({ limit: 2 });
    expect({ paths, total, truncated }).toEqual({
      paths: [join(own, 'a'), join(own, 'b')],
      total: 9,
      truncated: true,
    });
  });

  it('sees no more than the caller, and says that there may be more', async () => {
    place.mine('seen', '');
    mkdirSync(join(own, 'closed'));
    writeFileSync(join(own, 'closed/hidden'), '');
    chmodSync(join(own, 'closed'), 0o700);
    chownSync(join(own, 'closed'), 0, 0);
    expect(await find({})).toMatchObject({ paths: [join(own, 'seen')], truncated: true });
  });

  it('shows a name of several lines in one', async () => {
    place.mine('two\nlines', '');
    expect(await find({})).toMatchObject({ total: 1, paths: [join(own, String.raw`two\x0alines`)] });
  });

  it('says where there is no such directory', async () => {
    await expect(find({ path: join(roots, 'none') })).rejects.toThrow(/no such directory/);
  });

  it.each<[string, object, RegExp]>([
    ['a name with a slash', { match: 'a/b' }, /without a slash/],
    ['sizes that no file has', { larger_than: 9, smaller_than: 1 }, /no file is larger/],
    ['a denied place', { path: '/proc/1' }, /denied/],
  ])('refuses %s', async (_, params, message) => {
    await expect(prepareAction(findFiles, { path: own, ...params }, contextOf(new SearchUnits()))).rejects.toThrow(
      message,
    );
  });
});

describe('a search', () => {
  it('takes no word of a name for an option or a test', () => {
    const search = { path: '/srv', match: '-delete', only: 'all' } as const;
    const none = { largerThan: undefined, smallerThan: undefined, changedWithinDays: undefined };
    const words = findArguments({ ...search, ...none, unchangedForDays: undefined });
    expect(words.filter(word => word.includes('delete'))).toEqual(['*-delete*']);
  });

  it('keeps few of many hits', () => {
    const found = new FoundFiles('size', 2);
    for (let size = 0; size < 1000; size++) found.take(`f\t${size}\t0.0\t/${size}\0`);
    expect([found.total, found.lines().map(line => line.replace(/.*\//, ''))]).toEqual([1000, ['999', '998']]);
  });
});
