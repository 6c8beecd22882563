import { beforeEach, describe, expect, it } from 'vitest';
import { manageUnit } from '../../../../helper/actions/services/manage-unit.js';
import { FakeSystemd } from '../../system/fake-systemd.js';
import { makeContext } from '../contexts.js';

const RUNNING = { ActiveState: 'active', SubState: 'running' };
let systemd: FakeSystemd;
const context = () => makeContext({ bus: systemd });
const prepare = (unit: string, verb: string) => manageUnit.prepare({ unit, verb }, context());

beforeEach(() => {
  systemd = new FakeSystemd();
});

describe('manage-unit asks about exactly what will happen', () => {
  it('completes a bare name and shows it', async () => {
    systemd.add('web.service', RUNNING);
    const { details, tier } = await prepare('web', 'restart');
    expect(tier.name).toBe('manage-unit');
    expect(details).toMatchObject({ unit: 'web.service', display_unit: 'web.service', verb: 'restart' });
  });

  it('names what stops with it, dependents of dependents too, and nothing that is down', async () => {
    systemd.add('db.service', { ...RUNNING, RequiredBy: ['web.service', 'idle.service'] });
    systemd.add('web.service', { ...RUNNING, ConsistsOf: ['web-log.service'] });
    systemd.add('web-log.service', RUNNING);
    systemd.add('idle.service');
    const { details, preview } = await prepare('db.service', 'stop');
    expect(details['display_also']).toBe(' This also stops web-log.service, web.service.');
    expect(preview['also_stops']).toBe('web-log.service web.service');
  });

  it('names what a start stops through conflicts of what it pulls in', async () => {
    systemd.add('a.service', { Requires: ['b.service'] });
    systemd.add('b.service', { ConflictedBy: ['c.service'] });
    systemd.add('c.service', { ...RUNNING, BoundBy: ['d.service'] });
    systemd.add('d.service', RUNNING);
    expect((await prepare('a.service', 'start')).details['also']).toBe('c.service d.service');
  });

  it('tells what is restarted along from what is stopped', async () => {
    systemd.add('db.service', { ...RUNNING, RequiredBy: ['web.service'], PropagatesStopTo: ['cache.service'] });
    systemd.add('web.service', RUNNING);
    systemd.add('cache.service', RUNNING);
    const { details } = await prepare('db.service', 'restart');
    expect(details['display_also']).toBe(' This also stops cache.service and restarts web.service.');
  });

  it.each(['start', 'restart', 'reload'])('refuses to %s what changed on disk and was not read', async verb => {
    systemd.add('web.service', { ...RUNNING, CanReload: true, NeedDaemonReload: true });
    await expect(prepare('web', verb)).rejects.toThrow(/changed on disk .*daemon-reload as root/);
  });

  it('stops what changed on disk', async () => {
    systemd.add('web.service', { ...RUNNING, NeedDaemonReload: true });
    expect((await prepare('web', 'stop')).details['verb']).toBe('stop');
  });

  it.each([
    ['/etc/init.d/oldthing', /the init script .*update-rc\.d oldthing disable/],
    ['/etc/crypttab', /made from \/etc\/crypttab at each boot/],
    ['', /started by others/],
  ])('names the way that works for what was made from "%s"', async (source, words) => {
    systemd.add('oldthing.service', { ...RUNNING, UnitFileState: 'generated', SourcePath: source });
    await expect(prepare('oldthing', 'disable')).rejects.toThrow(words);
  });

  it('takes the names that systemd itself makes by escaping', async () => {
    const name = String.raw`backup@home-eva\x2ddocs.service`;
    systemd.add(name, RUNNING);
    const { details } = await prepare(name, 'restart');
    expect(details).toMatchObject({ unit: name, display_unit: String.raw`backup@home-eva\x5cx2ddocs.service` });
    expect(manageUnit.params.safeParse({ unit: name, verb: 'restart' }).success).toBe(true);
  });

  it('says when a socket will start it again', async () => {
    systemd.add('web.service', { ...RUNNING, TriggeredBy: ['web.socket'] });
    systemd.add('web.socket', RUNNING);
    expect((await prepare('web', 'stop')).preview['note']).toContain('web.socket');
  });

  it('has systemd checked for the caller first', async () => {
    systemd.add('web.service', RUNNING);
    expect((await prepare('web', 'stop')).foreign).toEqual([
      { actionId: 'org.freedesktop.systemd1.manage-units', details: { unit: 'web.service', verb: 'stop' } },
    ]);
    const ids = (await prepare('web', 'enable')).foreign.map(check => check.actionId);
    expect(ids).toEqual(['org.freedesktop.systemd1.manage-unit-files', 'org.freedesktop.systemd1.reload-daemon']);
  });

  it('changes nothing while it prepares', async () => {
    systemd.add('web.service', RUNNING);
    for (const verb of ['stop', 'restart', 'reload', 'enable', 'mask']) await prepare('web', verb);
    expect(systemd.changes).toEqual([]);
  });
});

describe('manage-unit refuses, and nothing is asked of systemd', () => {
  it.each([
    '../../etc/shadow',
    'a/b.service',
    'multi-user.target',
    '-.slice',
    'home.mount',
    'getty@.service',
    '.service',
    'a b',
    'web.service\nx',
    'x'.repeat(256),
  ])('the name %j', async name => {
    await expect(prepare(name, 'start')).rejects.toMatchObject({ code: 'invalid-args' });
    expect(systemd.changes).toEqual([]);
  });

  it('a protected unit by name, by pattern, bare and by alias', async () => {
    systemd.add('broker.service', { ...RUNNING, Names: ['broker.service', 'dbus.service'] });
    systemd.add('gate.service', { ...RUNNING, Names: ['gate.service', 'mine.service'] });
    systemd.add('systemd-logind.service', { Names: ['systemd-logind.service', 'innocent.service'] });
    for (const name of ['dbus.socket', 'systemd-logind', 'llmos-operator', 'broker.service', 'innocent.service']) {
      for (const verb of ['stop', 'mask', 'disable', 'start']) {
        await expect(prepare(name, verb)).rejects.toMatchObject({ code: 'not-permitted' });
      }
    }
    expect(systemd.changes).toEqual([]);
  });

  it('what would take a protected unit down as a dependent', async () => {
    systemd.add('base.service', { ...RUNNING, RequiredBy: ['middle.service'] });
    systemd.add('middle.service', { ...RUNNING, BoundBy: ['dbus.service'] });
    systemd.add('dbus.service', RUNNING);
    await expect(prepare('base', 'stop')).rejects.toThrow('dbus.service, which is protected');
    await expect(prepare('base', 'restart')).rejects.toThrow('dbus.service, which is protected');
  });

  it('what would take a protected unit down by a conflict deep in what it starts', async () => {
    systemd.add('systemd-reboot.service', { Requires: ['shutdown.target'] });
    systemd.add('shutdown.target', { ConflictedBy: ['dbus.service'] });
    systemd.add('dbus.service', RUNNING);
    await expect(prepare('systemd-reboot', 'start')).rejects.toMatchObject({ code: 'not-permitted' });
  });

  it('a disabling that would remove the links of a protected unit', async () => {
    systemd.add('web.service', { UnitFileState: 'enabled' });
    systemd.answers['GetUnitFileLinks'] = [['/etc/systemd/system/dbus.service']];
    await expect(prepare('web', 'disable')).rejects.toMatchObject({ code: 'not-permitted' });
  });

  it('more companions than a prompt can show', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `worker-${index}.service`);
    systemd.add('pool.service', { ...RUNNING, RequiredBy: names });
    for (const name of names) systemd.add(name, RUNNING);
    await expect(prepare('pool', 'stop')).rejects.toThrow('20 other units, too many');
  });

  it('what cannot work, with the cure', async () => {
    systemd.add('off.service', { LoadState: 'masked', UnitFileState: 'masked' });
    systemd.add('stuck.service', { ...RUNNING, CanReload: false, CanStop: false, UnitFileState: 'static' });
    systemd.add('local.service', { FragmentPath: '/etc/systemd/system/local.service' });
    await expect(prepare('local', 'mask')).rejects.toThrow('where the mask would go');
    await expect(prepare('off', 'start')).rejects.toThrow('unmask it first');
    await expect(prepare('stuck', 'reload')).rejects.toThrow('restart it instead');
    await expect(prepare('stuck', 'stop')).rejects.toThrow('forbids stopping');
    await expect(prepare('stuck', 'enable')).rejects.toThrow('is static');
    await expect(prepare('nosuch', 'start')).rejects.toThrow('no unit nosuch.service');
  });
});
