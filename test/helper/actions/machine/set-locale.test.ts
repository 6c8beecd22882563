import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { defineSetLocale } from '../../../../helper/actions/machine/set-locale.js';
import { FakeSettings } from '../../system/fake-settings.js';
import { MixedUnits } from '../../system/mixed-units.js';
import { FakeUnits } from '../../system/fake-units.js';
import { bundleWorker } from '../../worker/worker-bundle.js';
import { contextOf } from '../call-action.js';
import { prepareAndRun } from '../contexts.js';

const isRoot = process.getuid?.() === 0;
const base = mkdtempSync(isRoot ? '/var/lib/locale-test-' : join(tmpdir(), 'locale-test-'));
chmodSync(base, 0o755);
afterAll(() => rmSync(base, { recursive: true, force: true }));
const places = { files: [join(base, 'locale.conf'), join(base, 'locale')], localedReadOnly: join(base, 'read-only') };
const setLocale = defineSetLocale(places);
const worker = bundleWorker();

function world() {
  const values: Record<string, unknown> = { Locale: ['LANG=en_GB.UTF-8', 'LC_TIME=C'] };
  const methods = { SetLocale: (to: unknown) => void (values['Locale'] = to) };
  const bus = new FakeSettings({ 'org.freedesktop.locale1': { values, methods } });
  const lists = new FakeUnits(() => ({ stdout: 'C\nC.utf8\nde_DE.utf8\nen_GB.utf8\n' }));
  const workers = new MixedUnits(worker);
  const units = {
    start: async (request: Parameters<FakeUnits['start']>[0]) =>
      await (request.argv[0] === '/usr/bin/locale' ? lists : workers).start(request),
  };
  return { bus, context: { ...contextOf(units), bus } };
}

describe('set_locale', () => {
  beforeEach(() => rmSync(places.localedReadOnly, { force: true }));

  it('sets it through localed, keeps the other categories, and is checked as localed would', async () => {
    const { bus, context } = world();
    const sealed = await setLocale.prepare({ locale: 'de_DE.UTF-8' }, context);
    expect(sealed.preview.summary).toBe('the language of the machine is en_GB.UTF-8, becomes de_DE.UTF-8');
    expect(sealed.foreign).toEqual([{ actionId: 'org.freedesktop.locale1.set-locale', details: {} }]);
    const { undo } = await prepareAndRun(setLocale, { locale: 'de_DE.UTF-8' }, context);
    expect(bus.called).toEqual([['SetLocale', ['LANG=de_DE.UTF-8', 'LC_TIME=C'], false]]);
    expect(undo.at(-1)?.params).toEqual({ locale: 'en_GB.UTF-8' });
  });

  it('refuses a language that was never generated, which every program would complain about', async () => {
    await expect(setLocale.prepare({ locale: 'fr_FR.UTF-8' }, world().context)).rejects.toThrow('locale-gen');
    await expect(setLocale.prepare({ locale: 'de_AT.UTF-8' }, world().context)).rejects.toThrow('there is de_DE.utf8');
  });

  it.each(['de_DE.UTF-8"\nPATH=/tmp', '../x', '$(id)', 'a b', ''])('refuses %j', async locale => {
    await expect(setLocale.prepare({ locale }, world().context)).rejects.toThrow(/locale/);
  });

  it.runIf(isRoot)('writes the file of a debian, where localed may not, and takes it back', async () => {
    writeFileSync(places.localedReadOnly, '');
    const [conf = '', old = ''] = places.files;
    writeFileSync(old, '# mine\nLANG="en_GB.UTF-8"\nLC_TIME=C\n', { mode: 0o644 });
    const { bus, context } = world();
    const { undo, result } = await prepareAndRun(setLocale, { locale: 'de_DE.UTF-8' }, context);
    expect(result).toMatchObject({ present: 'de_DE.UTF-8', previous: 'en_GB.UTF-8' });
    expect(readFileSync(old, 'utf8')).toBe('# mine\nLANG=de_DE.UTF-8\nLC_TIME=C\n');
    expect(undo.at(-1)?.params).toEqual({ locale: 'en_GB.UTF-8' });
    await prepareAndRun(setLocale, undo.at(-1)?.params, context);
    expect(readFileSync(old, 'utf8')).toBe('# mine\nLANG=en_GB.UTF-8\nLC_TIME=C\n');
    expect(bus.called).toEqual([]);
    writeFileSync(conf, 'LANG=C.UTF-8\n', { mode: 0o644 });
    expect((await setLocale.prepare({ locale: 'de_DE.UTF-8' }, context)).preview.present).toBe('C.UTF-8');
  });
});
