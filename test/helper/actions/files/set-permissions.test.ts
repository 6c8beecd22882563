import { chmodSync, chownSync, lstatSync, mkdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLink } from '../../../../helper/actions/files/create-link.js';
import { moveFile } from '../../../../helper/actions/files/move-file.js';
import { setPermissions } from '../../../../helper/actions/files/set-permissions.js';
import { NOBODY } from '../call-action.js';
import { bench, isRoot, me, modeOf, own, place, roots } from './change-hooks.js';

describe.runIf(isRoot)('set-permissions', () => {
  it('makes a script runnable without a question, and takes it back', async () => {
    const path = place.mine('run', 'x', 0o640);
    const { tier, undo, preview } = await bench.call(setPermissions, { path, mode: 'u+x' }, me());
    expect({ tier, mode: modeOf(path) }).toEqual({ tier: 'set-own-permissions', mode: 0o740 });
    expect(preview.changes).toContain('0640 65534:65534 becomes 0740 65534:65534');
    await bench.undo(undo, me());
    expect(modeOf(path)).toBe(0o640);
  });

  it('asks where it opens something to others, a private key for one', async () => {
    const path = place.mine('key', 'x', 0o600);
    expect(await bench.prepare(setPermissions, { path, mode: '0644' }, me())).toMatchObject({
      tier: 'set-own-permissions-asked',
    });
  });

  it('goes through a tree, X for directories only, links left alone', async () => {
    mkdirSync(join(own, 'tree'));
    const outside = place.mine('outside', 'x', 0o600);
    writeFileSync(join(own, 'tree/file'), 'x', { mode: 0o600 });
    await bench.call(createLink, { target: outside, path: join(own, 'link') }, me());
    for (const name of ['tree', 'tree/file']) chownSync(join(own, name), NOBODY, NOBODY);
    await bench.call(moveFile, { path: join(own, 'link'), to: join(own, 'tree') }, me());
    const { result } = await bench.call(
      setPermissions,
      { path: join(own, 'tree'), mode: 'a=rX', recursive: true },
      me(),
    );
    expect(result).toEqual({ changes: 2 });
    expect(['tree', 'tree/file'].map(name => modeOf(join(own, name)))).toEqual([0o555, 0o444]);
    expect([modeOf(outside), readlinkSync(join(own, 'tree/link'))]).toEqual([0o600, outside]);
  });

  it('gives to another owner as root only, and takes it back', async () => {
    const path = join(roots, 'site');
    writeFileSync(path, 'x');
    const { tier, undo } = await bench.call(setPermissions, { path, owner: 'daemon:42' }, me());
    expect(tier).toBe('set-permissions');
    expect(lstatSync(path)).toMatchObject({ uid: 1, gid: 42 });
    await bench.undo(undo);
    expect(lstatSync(path)).toMatchObject({ uid: 0, gid: 0 });
  });

  it.each([
    ['recursive 777 of /', { path: '/etc', mode: '777', recursive: true }, /part of the system/],
    ['recursive owner of /usr/bin', { path: '/usr/bin', owner: 'daemon', recursive: true }, /modes and owners/],
    ['set-user-id', { path: '/srv/x', mode: '4755' }, /expected a mode/],
    ['two groups', { path: '/srv/x', owner: 'daemon:sys', group: 'adm' }, /given twice/],
    ['nothing', { path: '/srv/x' }, /at least one/],
  ])('refuses %s', async (_, params, expected) => {
    await expect(bench.prepare(setPermissions, params, me())).rejects.toThrow(expected);
  });

  it('refuses a link, an unknown account, and a program that runs as somebody else', async () => {
    const path = place.mine('setid', 'x');
    chmodSync(path, 0o4755);
    await expect(bench.prepare(setPermissions, { path, mode: '0700' }, me())).rejects.toThrow(/somebody else/);
    await expect(bench.prepare(setPermissions, { path, owner: 'no-such-user' }, me())).rejects.toThrow(/no user/);
    await bench.call(createLink, { target: path, path: join(own, 'link') }, me());
    await expect(bench.prepare(setPermissions, { path: join(own, 'link'), mode: '0700' }, me())).rejects.toThrow(
      /symbolic link/,
    );
  });

  it('does nothing to another file that took the name meanwhile', async () => {
    const path = place.mine('one', 'x', 0o600);
    const swap = () => chmodSync(path, 0o640);
    await expect(bench.call(setPermissions, { path, mode: '0700' }, me(), swap)).rejects.toThrow(/no longer as it was/);
    expect(modeOf(path)).toBe(0o640);
  });
});
