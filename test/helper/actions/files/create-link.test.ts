import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLink } from '../../../../helper/actions/files/create-link.js';
import { WritePlace } from '../write-place.js';
import { ChangeBench } from './change-bench.js';

const isRoot = process.getuid?.() === 0;
const bench = new ChangeBench();
let place: WritePlace;
let own = '';
const me = () => ({ home: own });

beforeEach(() => {
  place = new WritePlace();
  ({ own } = place);
});
afterEach(() => place.remove());
afterAll(() => bench.remove());

describe.runIf(isRoot)('create-link', () => {
  it("makes a link of one's own, replaces one only where asked, and takes it back", async () => {
    const path = join(own, 'www');
    expect(await bench.call(createLink, { target: '/srv/www', path }, me())).toMatchObject({ tier: 'create-own-link' });
    await expect(bench.prepare(createLink, { target: '/srv/other', path }, me())).rejects.toThrow(/already a link/);
    const { tier, undo } = await bench.call(createLink, { target: '/srv/other', path, overwrite: true }, me());
    expect({ tier, target: readlinkSync(path) }).toEqual({ tier: 'create-own-link-asked', target: '/srv/other' });
    await bench.undo(undo, me());
    expect(readlinkSync(path)).toBe('/srv/www');
  });

  it('never takes the place of a file', async () => {
    const path = place.mine('file', 'x');
    await expect(bench.prepare(createLink, { target: '/x', path, overwrite: true }, me())).rejects.toThrow(/no link/);
  });
});
