import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { AS_ROOT, Bench } from './bench.js';
import { furnish, makeHomes, picture, progress, rehearse, SCRIPT } from './tree.js';

const bench = new Bench();
const makeHome = makeHomes();
let home = '';

beforeEach(() => {
  home = makeHome();
});

describe('a worker that is killed', () => {
  test.each([1, 2, 3, 5, 8, 12])('leaves nothing half done once it is recovered (%i)', async delay => {
    furnish(home);
    for (let index = 0; index < 60; index++) writeFileSync(`${home}/many-${index}`, 'before');
    const before = picture(home);
    const rehearsed = await rehearse(bench, `cd ${home}; ${SCRIPT}; for f in many-*; do echo after > $f; done`);
    const journal = bench.place();
    const request = {
      op: 'apply',
      actor: AS_ROOT,
      ...rehearsed,
      denied: [],
      code: [],
      data: [],
      journal,
      token: 'token-1',
    } as const;
    await bench.killAfter(request, join(journal, 'progress'), delay);
    const state = existsSync(join(journal, 'progress')) ? progress(journal) : 'not begun';
    const reply = await bench.ask({ op: 'recover', actor: AS_ROOT, journal, denied: [], token: 'token-1' });
    expect(reply).toMatchObject({ ok: true });
    if (state === 'done') expect(readFileSync(`${home}/edited`, 'utf8')).toBe('two\n');
    else expect(picture(home)).toBe(before);
    expect(readdirSync(home).filter(name => name.startsWith('.llm-os'))).toEqual([]);
  });
});
