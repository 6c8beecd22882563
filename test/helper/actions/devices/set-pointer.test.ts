import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { defineSetPointer } from '../../../../helper/actions/devices/set-pointer.js';
import { formatPointer, parsePointer } from '../../../../helper/system/devices/pointer-settings.js';
import { MixedUnits } from '../../system/mixed-units.js';
import { bundleWorker } from '../../worker/worker-bundle.js';
import { callAction, contextOf, prepareAction } from '../call-action.js';
import { runSealed } from '../contexts.js';

const isRoot = process.getuid?.() === 0;
const base = mkdtempSync(isRoot ? '/var/lib/pointer-test-' : join(tmpdir(), 'pointer-test-'));
chmodSync(base, 0o755);
afterAll(() => rmSync(base, { recursive: true, force: true }));

const path = join(base, 'X11/xorg.conf.d/70-llm-os-pointer.conf');
const setPointer = defineSetPointer(path);
const worker = bundleWorker();

beforeEach(() => {
  rmSync(join(base, 'X11'), { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
});

describe.runIf(isRoot)('set_pointer', () => {
  it('asks an administrator, shows present and new, and writes one file that anybody may read', async () => {
    const { tier, details, preview, result } = await callAction(
      setPointer,
      { natural_scroll: true, speed: 25 },
      contextOf(new MixedUnits(worker)),
    );
    expect(tier).toBe('set-pointer');
    expect(details).toMatchObject({ display_settings: 'natural scrolling on, speed 25', left_handed: '', speed: '25' });
    expect(preview).toMatchObject({ present: 'nothing set', new: 'natural scrolling on, speed 25', path });
    expect(result).toMatchObject({ settings: 'natural scrolling on, speed 25', path });
    const text = readFileSync(path, 'utf8');
    expect(text.match(/Option "NaturalScrolling" "true"/g)).toHaveLength(2);
    expect(text.match(/Option "AccelSpeed" "0.25"/g)).toHaveLength(2);
    expect(text).not.toContain('LeftHanded');
    expect(statSync(path).mode & 0o777).toBe(0o644);
  });

  it('keeps what was set before and is not asked for now', async () => {
    const context = contextOf(new MixedUnits(worker));
    await callAction(setPointer, { natural_scroll: true, left_handed: true }, context);
    const { preview } = await callAction(setPointer, { left_handed: false, speed: -100 }, context);
    expect(preview).toMatchObject({
      present: 'natural scrolling on, left-handed',
      new: 'natural scrolling on, right-handed, speed -100',
    });
    expect(parsePointer(readFileSync(path, 'utf8'))).toEqual({ naturalScroll: true, leftHanded: false, speed: -100 });
  });

  it('makes the directory once it writes, and not while it only looks', async () => {
    rmSync(join(base, 'X11'), { recursive: true });
    mkdirSync(join(base, 'X11'));
    const context = contextOf(new MixedUnits(worker));
    await prepareAction(setPointer, { speed: 1 }, context);
    expect(() => statSync(dirname(path))).toThrow(/ENOENT/);
    await callAction(setPointer, { speed: 1 }, context);
    expect(parsePointer(readFileSync(path, 'utf8')).speed).toBe(1);
  });

  it('writes nothing where somebody else wrote between the prompt and the run', async () => {
    const context = contextOf(new MixedUnits(worker));
    const meddle = async (): Promise<void> => writeFileSync(path, 'theirs\n');
    await expect(callAction(setPointer, { speed: 1 }, context, meddle)).rejects.toThrow(/changed|by now/);
    expect(readFileSync(path, 'utf8')).toBe('theirs\n');
  });

  it('refuses a way that others may change', async () => {
    chmodSync(dirname(path), 0o777);
    await expect(prepareAction(setPointer, { speed: 1 }, contextOf(new MixedUnits(worker)))).rejects.toThrow(/root/);
  });
});

describe('set_pointer parameters', () => {
  it.each([{}, { speed: 101 }, { speed: -101 }, { speed: 0.5 }, { natural_scroll: 'yes' }, { path: '/etc/x' }])(
    'refuses %j',
    async asked => {
      await expect(setPointer.prepare(asked, contextOf(new MixedUnits(worker)))).rejects.toThrow();
    },
  );

  it('reads back what it writes', () => {
    for (const speed of [-100, -7, 0, 33, 100]) {
      const settings = { naturalScroll: undefined, leftHanded: true, speed };
      expect(parsePointer(formatPointer(settings))).toEqual(settings);
    }
  });
});

describe.runIf(isRoot)('taking set_pointer back', () => {
  it('deletes the file that was not there, and puts back the one that was', async () => {
    const context = contextOf(new MixedUnits(worker));
    const first = await runSealed(await setPointer.prepare({ speed: 1 }, context), context);
    expect(first.undo).toMatchObject([{ action: 'delete-file', params: { path, guarded: true } }]);
    const before = readFileSync(path, 'utf8');
    const second = await runSealed(await setPointer.prepare({ speed: 2 }, context), context);
    expect(second.undo).toMatchObject([{ action: 'restore-file', params: { path, mode: '0644', uid: 0, gid: 0 } }]);
    expect(String(second.undo[0]?.bytes)).toBe(before);
  });
});
