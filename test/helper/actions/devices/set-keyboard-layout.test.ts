import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { defineSetKeyboardLayout } from '../../../../helper/actions/devices/set-keyboard-layout.js';
import { changeSettings, parseSettings } from '../../../../helper/system/devices/keyboard.js';
import { BusError } from '../../../../helper/system/bus-caller.js';
import { FakeLocaled } from '../../system/fake-localed.js';
import { MixedUnits } from '../../system/mixed-units.js';
import { bundleWorker } from '../../worker/worker-bundle.js';
import { callAction, contextOf, prepareAction } from '../call-action.js';

const RULES = `! model
  pc105           Generic 105-key PC

! layout
  us              English (US)
  de              German

! variant
  nodeadkeys      de: German (no dead keys)
  intl            us: English (US, intl.)

! option
  nodeadkeys      not a variant
`;
const isRoot = process.getuid?.() === 0;
const base = mkdtempSync(isRoot ? '/var/lib/keyboard-test-' : join(tmpdir(), 'keyboard-test-'));
chmodSync(base, 0o755);
afterAll(() => rmSync(base, { recursive: true, force: true }));

const places = {
  rules: join(base, 'base.lst'),
  localedReadOnly: join(base, 'read-only'),
  settings: join(base, 'etc/keyboard'),
};
const setKeyboardLayout = defineSetKeyboardLayout(places);
const worker = bundleWorker();

beforeEach(() => {
  for (const path of ['read-only', 'etc']) rmSync(join(base, path), { recursive: true, force: true });
  writeFileSync(places.rules, RULES);
});

function world() {
  const bus = new FakeLocaled();
  return { bus, context: { ...contextOf(new MixedUnits(worker)), bus } };
}

describe('set_keyboard_layout', () => {
  it('sets it through localed, keeps model and options, and is checked as localed would', async () => {
    const { bus, context } = world();
    const sealed = await setKeyboardLayout.prepare({ layout: 'de', variant: 'nodeadkeys' }, context);
    expect(sealed.foreign).toEqual([{ actionId: 'org.freedesktop.locale1.set-keyboard', details: {} }]);
    expect(sealed.tier.defaults).toEqual({ any: 'auth_admin', inactive: 'auth_admin', active: 'auth_admin' });
    expect(sealed.preview).toMatchObject({ present: 'us', new: 'de (nodeadkeys)' });
    expect(bus.written).toEqual([]);
    const { result } = await callAction(setKeyboardLayout, { layout: 'de', variant: 'nodeadkeys' }, context);
    expect(result).toMatchObject({ layout: 'de', variant: 'nodeadkeys' });
    expect(bus.written).toEqual([['de', 'pc105', 'nodeadkeys', 'compose:ralt', true, false]]);
  });

  it.each(['de;reboot', 'de\nus', '$(id)', '../x', '', ',', 'de,', 'd"e', 'de us', 'ʿ'])(
    'refuses %j as a layout',
    async layout => {
      await expect(setKeyboardLayout.prepare({ layout }, world().context)).rejects.toThrow(/layout/);
    },
  );

  it.each([
    [{ layout: 'xx' }, /knows no keyboard layout xx/],
    [{ layout: 'us', variant: 'nodeadkeys' }, /us has no variant nodeadkeys/],
    [{ layout: 'nodeadkeys' }, /knows no keyboard layout/],
    [{ layout: 'us', variant: 'intl,intl' }, /more of them than layouts/],
    [{ layout: 'us,xx' }, /knows no keyboard layout xx/],
  ])('refuses %j, which this machine does not describe', async (asked, reason) => {
    await expect(setKeyboardLayout.prepare(asked, world().context)).rejects.toThrow(reason);
  });

  it('leaves the judgement to localed where the machine has no descriptions', async () => {
    rmSync(places.rules);
    const { bus, context } = world();
    bus.refuse = new BusError('org.freedesktop.DBus.Error.InvalidArgs', 'Specified keymap cannot be compiled');
    await expect(callAction(setKeyboardLayout, { layout: 'xx' }, context)).rejects.toThrow(
      /localed refused: Specified/,
    );
  });

  it('hands localed no name that no layout has: it would stand in the journal, whatever it is', async () => {
    rmSync(places.rules);
    const { bus, context } = world();
    const layout = `ghp_${'a'.repeat(36)}`;
    await expect(callAction(setKeyboardLayout, { layout }, context)).rejects.toThrow(/over 32 characters/);
    expect(bus.written).toEqual([]);
  });

  it('changes nothing where somebody else changed it between the prompt and the run', async () => {
    const { bus, context } = world();
    const meddle = async (): Promise<void> => {
      bus.keyboard = { ...bus.keyboard, X11Layout: 'de' };
    };
    await expect(callAction(setKeyboardLayout, { layout: 'us' }, context, meddle)).rejects.toThrow(/changed meanwhile/);
    expect(bus.written).toEqual([]);
  });
});

describe.runIf(isRoot)('set_keyboard_layout on debian, where localed may not write', () => {
  beforeEach(() => {
    writeFileSync(places.localedReadOnly, '');
    mkdirSync(join(base, 'etc'));
  });

  it('changes the file that everything reads, and keeps the rest of it', async () => {
    writeFileSync(
      places.settings,
      '# mine\nXKBMODEL="pc104"\nXKBLAYOUT="us"\nXKBOPTIONS="compose:ralt"\nBACKSPACE="guess"\n',
    );
    const { bus, context } = world();
    const { preview, result } = await callAction(setKeyboardLayout, { layout: 'de' }, context);
    expect(preview).toMatchObject({ present: 'us', new: 'de' });
    expect(result).toMatchObject({ layout: 'de', variant: '' });
    expect(readFileSync(places.settings, 'utf8')).toBe(
      '# mine\nXKBOPTIONS="compose:ralt"\nBACKSPACE="guess"\nXKBMODEL="pc104"\nXKBLAYOUT="de"\nXKBVARIANT=""\n',
    );
    expect(bus.written).toEqual([]);
  });

  it('makes the file where there was none', async () => {
    const { preview } = await callAction(setKeyboardLayout, { layout: 'us', variant: 'intl' }, world().context);
    expect(preview['present']).toBe('not set');
    expect(parseSettings(readFileSync(places.settings, 'utf8'))).toMatchObject({ layout: 'us', variant: 'intl' });
  });

  it('does not follow a link, nor show what not everybody may read', async () => {
    const secret = join(base, 'etc/secret');
    writeFileSync(secret, 'XKBLAYOUT="secret"\n');
    symlinkSync(secret, places.settings);
    await expect(prepareAction(setKeyboardLayout, { layout: 'de' }, world().context)).rejects.toThrow();
    rmSync(places.settings);
    writeFileSync(places.settings, 'XKBLAYOUT="secret"\n', { mode: 0o600 });
    await expect(prepareAction(setKeyboardLayout, { layout: 'de' }, world().context)).rejects.toThrow(
      /no ordinary file/,
    );
  });

  it('writes nothing over a file that was swapped between the prompt and the run', async () => {
    writeFileSync(places.settings, 'XKBLAYOUT="us"\n');
    const swap = async (): Promise<void> => {
      rmSync(places.settings);
      writeFileSync(places.settings, 'XKBLAYOUT="fr"\n');
    };
    await expect(callAction(setKeyboardLayout, { layout: 'de' }, world().context, swap)).rejects.toThrow(/changed/);
    expect(readFileSync(places.settings, 'utf8')).toBe('XKBLAYOUT="fr"\n');
  });
});

describe('keyboard settings', () => {
  it('reads quoted and bare values', () => {
    const text = 'XKBLAYOUT=de\nXKBVARIANT="neo"\n#XKBMODEL="no"\nXKBOPTIONS=""\n';
    expect(parseSettings(text)).toEqual({ layout: 'de', variant: 'neo', model: '', options: '' });
    expect(parseSettings(changeSettings(text, { layout: 'us', variant: '', model: '', options: '' }))).toEqual({
      layout: 'us',
      variant: '',
      model: 'pc105',
      options: '',
    });
  });
});
