import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLink } from '../../../../helper/actions/files/create-link.js';
import { bench, isRoot, me, own, place } from './change-hooks.js';

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
