import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { defineSetHostname } from '../../../../helper/actions/machine/set-hostname.js';
import { renameInHosts } from '../../../../helper/system/settings/hosts-file.js';
import { FakeSettings } from '../../system/fake-settings.js';
import { MixedUnits } from '../../system/mixed-units.js';
import { bundleWorker } from '../../worker/worker-bundle.js';
import { contextOf } from '../call-action.js';
import { prepareAndRun } from '../contexts.js';

const isRoot = process.getuid?.() === 0;
const base = mkdtempSync(isRoot ? '/var/lib/hostname-test-' : join(tmpdir(), 'hostname-test-'));
chmodSync(base, 0o755);
afterAll(() => rmSync(base, { recursive: true, force: true }));
const hosts = join(base, 'hosts');
const setHostname = defineSetHostname(hosts);
const worker = bundleWorker();
const FILE = '127.0.0.1\tlocalhost\n127.0.1.1\told.example.org old # mine\n10.0.0.7 old\n::1 localhost\n';

function world(name = 'old') {
  const values: Record<string, unknown> = { StaticHostname: name };
  const methods = { SetStaticHostname: (to: unknown) => void (values['StaticHostname'] = to) };
  const bus = new FakeSettings({ 'org.freedesktop.hostname1': { values, methods } });
  return { bus, context: { ...contextOf(new MixedUnits(worker)), bus } };
}

describe.runIf(isRoot)('set_hostname', () => {
  beforeEach(() => writeFileSync(hosts, FILE, { mode: 0o644 }));

  it('renames the machine and the line of /etc/hosts, so that sudo does not wait, and takes both back', async () => {
    const { bus, context } = world();
    const sealed = await setHostname.prepare({ hostname: 'garage' }, context);
    expect(sealed.preview).toMatchObject({
      summary: 'the name of the machine is old, becomes garage',
      note: 'mail, certificates, the router and monitoring may still know the old name',
    });
    expect(sealed.foreign).toEqual([{ actionId: 'org.freedesktop.hostname1.set-static-hostname', details: {} }]);
    await sealed.release();
    const { undo } = await prepareAndRun(setHostname, { hostname: 'garage' }, context);
    expect(bus.called).toEqual([['SetStaticHostname', 'garage', false]]);
    expect(readFileSync(hosts, 'utf8')).toBe(FILE.replace('old.example.org old', 'old.example.org garage'));
    const [back] = undo;
    expect(back).toEqual({ action: 'set-hostname', params: { hostname: 'old' }, expect: { present: 'garage' } });
    await prepareAndRun(setHostname, back?.params, context);
    expect(readFileSync(hosts, 'utf8')).toBe(FILE);
  });

  it('says that sudo may complain where /etc/hosts does not know the name', async () => {
    writeFileSync(hosts, '127.0.0.1 localhost\n');
    const { context } = world();
    const sealed = await setHostname.prepare({ hostname: 'garage' }, context);
    expect(sealed.preview.note).toContain('sudo may wait and complain');
    await sealed.release();
    await prepareAndRun(setHostname, { hostname: 'garage' }, context);
    expect(readFileSync(hosts, 'utf8')).toBe('127.0.0.1 localhost\n');
  });

  it.each(['a b', '-x', 'x-', 'a..b', '', 'garage\n', 'ga_rage', '$(id)', 'küche', 'a'.repeat(65), 'localhost'])(
    'refuses %j as a name',
    async hostname => {
      await expect(setHostname.prepare({ hostname }, world().context)).rejects.toThrow(/hostname/);
    },
  );

  it('offers no undo where the machine had no name of its own', async () => {
    const sealed = await setHostname.prepare({ hostname: 'garage' }, world('').context);
    expect(sealed.preview).toMatchObject({ present: 'not set' });
    expect(sealed.preview.undo).toMatch(/^no/);
    await sealed.release();
  });
});

describe('names in /etc/hosts', () => {
  it('are changed in lines of loopback addresses only, comments and the rest kept', () => {
    expect(renameInHosts('127.0.1.1  old.net old # old\n10.1.1.1 old\n', 'old.net', 'new.net')).toBe(
      '127.0.1.1  new.net new # new\n10.1.1.1 old\n'.replace('# new', '# new'),
    );
    expect(renameInHosts('127.0.0.1 older\n', 'old', 'new')).toBeUndefined();
    expect(renameInHosts('127.0.0.1 old new\n', 'old', 'new')).toBeUndefined();
  });
});
