import { chmodSync, existsSync, lstatSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deleteFile } from '../../../helper/undo/delete-file.js';
import { sha256 } from '../../../helper/undo/file-inverse.js';
import { restoreFile } from '../../../helper/undo/restore-file.js';
import { attack } from '../../attack/attack.js';
import { NOBODY, callAction, contextOf, prepareAction } from '../actions/call-action.js';
import { isRoot, place, units } from '../actions/write-hooks.js';
import { userOf } from '../worker/local-units.js';

const saved = (path: string, present: string, more = {}) => ({
  path,
  present: present === '' ? '' : sha256(Buffer.from(present)),
  guarded: false,
  undoes: 'abc-00000000',
  force: false,
  ...more,
});
const restore = (path: string, present: string, more = {}) => ({
  ...saved(path, present),
  content: Buffer.from('before').toString('base64'),
  mode: '0644',
  uid: NOBODY,
  gid: NOBODY,
  ...more,
});

describe.runIf(isRoot)('a file put back', () => {
  it('of the caller is put back as the caller', async () => {
    const path = place.mine('notes', 'after');
    const { tier } = await callAction(restoreFile, restore(path, 'after'), contextOf(units));
    expect(tier).toBe('restore-own-file');
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(units.requests.map(userOf)).toEqual([NOBODY]);
  });

  it('of the caller is refused before anybody is asked where it has changed', async () => {
    const path = place.mine('notes', 'theirs');
    await expect(prepareAction(restoreFile, restore(path, 'after'), contextOf(units))).rejects.toThrow(/another one/);
    await expect(prepareAction(deleteFile, saved(path, 'after'), contextOf(units))).rejects.toThrow(/another one/);
    await expect(
      prepareAction(restoreFile, restore(join(place.own, 'gone'), 'after'), contextOf(units)),
    ).rejects.toThrow(/it is gone/);
  });

  it('that root read never comes back into the hands of the caller', async () => {
    const path = place.mine('notes', 'after');
    const call = prepareAction(restoreFile, restore(path, 'after', { guarded: true }), contextOf(units));
    await expect(call).rejects.toThrow(/not root's alone/);
  });

  it('is shown beforehand to who could read it then and can now', async () => {
    const path = join(place.roots, 'motd');
    writeFileSync(path, 'after\n');
    chmodSync(path, 0o644);
    const diffOf = async (call: object) =>
      (await prepareAction(restoreFile, restore(path, 'after\n', call), contextOf(units))).preview['diff'];
    expect(await diffOf({ shown: true })).toMatch(/-after\n\+before/);
    expect(await diffOf({ shown: false }), 'could not read it then').toBeUndefined();
    expect(await diffOf({})).toBeUndefined();
    chmodSync(path, 0o600);
    expect(await diffOf({ shown: true }), 'cannot read it now').toBeUndefined();
    const own = place.mine('notes', 'after');
    const gone = await prepareAction(deleteFile, saved(own, 'after', { shown: true }), contextOf(units));
    expect(gone.preview['diff']).toMatch(/^-after/m);
  });

  it('tells neither size nor digest of what root kept', async () => {
    const path = join(place.roots, 'motd');
    writeFileSync(path, 'after');
    chmodSync(path, 0o600);
    const { tier, details, preview } = await prepareAction(restoreFile, restore(path, 'after'), contextOf(units));
    expect(tier).toBe('restore-file');
    const told = JSON.stringify({ details, preview });
    expect(told).not.toContain(sha256(Buffer.from('before')));
    expect(told).not.toContain(sha256(Buffer.from('after')));
  });

  it('does not say before the yes whether a protected file has changed', async () => {
    const path = join(place.roots, 'motd');
    writeFileSync(path, 'theirs');
    chmodSync(path, 0o600);
    const call = restore(path, 'after');
    await expect(prepareAction(restoreFile, call, contextOf(units))).resolves.toMatchObject({ tier: 'restore-file' });
    await expect(callAction(restoreFile, call, contextOf(units))).rejects.toThrow(/another one/);
    expect(readFileSync(path, 'utf8')).toBe('theirs');
  });

  it('gets its owner back where it had gone', async () => {
    const path = join(place.roots, 'motd');
    await callAction(restoreFile, restore(path, '', { uid: 7, gid: 8, mode: '0640' }), contextOf(units));
    expect(lstatSync(path)).toMatchObject({ uid: 7, gid: 8, mode: 0o100640 });
  });

  it.each(['4755', '2755', '6777', '1777', '04755'])('never gets the mode %s', async mode => {
    const path = place.mine('notes', 'after');
    await expect(prepareAction(restoreFile, restore(path, 'after', { mode }), contextOf(units))).rejects.toThrow(
      /mode/,
    );
  });

  it('is deleted only as it was left', async () => {
    const path = place.mine('notes', 'new');
    const swap = async () => writeFileSync(path, 'swapped after the prompt');
    await expect(callAction(deleteFile, saved(path, 'new'), contextOf(units), swap)).rejects.toThrow(/changed/);
    expect(existsSync(path)).toBe(true);
    await callAction(deleteFile, saved(path, 'swapped after the prompt'), contextOf(units));
    expect(existsSync(path)).toBe(false);
  });

  it('is not put back to a denied place, whoever asks', async () => {
    await expect(prepareAction(restoreFile, restore('/etc/shadow', ''), contextOf(units))).rejects.toThrow(/denied/);
  });

  attack(
    "root's undo goes where a link leads that came in the place of the file, or of a directory on its way",
    { without: 'saved paths resolved again for root: the file behind the link was overwritten, and deleted', tries: 4 },
    async () => {
      const root = contextOf(units, { uid: 0, gid: 0, ownTiers: false });
      const precious = join(place.roots, 'precious');
      writeFileSync(precious, 'precious');
      symlinkSync(precious, join(place.roots, 'last'));
      renameSync(place.roots, join(place.root, 'moved'));
      symlinkSync(join(place.root, 'moved'), place.roots);
      for (const path of [join(place.root, 'moved', 'last'), precious]) {
        const force = { guarded: true, force: true };
        await expect(callAction(restoreFile, restore(path, 'after', force), root)).rejects.toThrow(/symbolic link/);
        await expect(callAction(deleteFile, saved(path, 'after', force), root)).rejects.toThrow(/symbolic link/);
      }
      expect(readFileSync(precious, 'utf8')).toBe('precious');
    },
  );
});
