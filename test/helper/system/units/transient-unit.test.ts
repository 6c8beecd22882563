import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BusError } from '../../../../helper/system/bus-caller.js';
import { TransientUnits } from '../../../../helper/system/units/transient-unit.js';
import { unitName, unitPath } from '../../../../helper/system/units/unit-name.js';
import type { UnitRequest } from '../../../../helper/system/units/unit-starter.js';
import { FakeManager } from '../fake-manager.js';

const NONE = Readable.from([]);
let directory: string;
let systemd: FakeManager;
let units: TransientUnits;
let abort: AbortController;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'unit-'));
  systemd = new FakeManager();
  units = new TransientUnits({ bus: systemd, directory, pollMs: 20 });
  abort = new AbortController();
});
afterEach(() => rmSync(directory, { recursive: true }));

function request(changes: Partial<UnitRequest> = {}): UnitRequest {
  const argv = ['echo', '${HOME}', '$$', '%n'];
  const base = {
    id: 'x-1',
    description: 'test',
    program: '/usr/bin/echo',
    argv,
    properties: [],
    io: 'streams',
  } as const;
  return { ...base, timeoutMs: 2000, signal: abort.signal, ...changes };
}

async function started() {
  await vi.waitFor(() => expect(systemd.member('StartTransientUnit')).toHaveLength(1));
}

describe('transient units', () => {
  it('asks for the very arguments, which systemd is told not to expand', async () => {
    const starting = units.start(request());
    await started();
    const [stdout, stderr] = systemd.connect('StandardOutputFile', 'StandardErrorFile');
    const unit = await starting;
    expect(systemd.properties().get('ExecStartEx')).toEqual([
      ['/usr/bin/echo', ['echo', '${HOME}', '$$', '%n'], ['no-env-expand']],
    ]);
    expect(systemd.properties().has('ExecStart')).toBe(false);
    expect(systemd.properties().get('StandardInput')).toBe('null');
    expect(systemd.properties().get('RuntimeMaxUSec')).toBe(2_000_000n);
    stdout?.end('out');
    stderr?.end('err');
    const { streams } = unit;
    expect([await text(streams.stdout ?? NONE), await text(streams.stderr ?? NONE)]).toEqual(['out', 'err']);
    systemd.state = 'inactive';
    expect(await unit.finished).toEqual({ result: 'success', exitStatus: 0, signal: undefined });
    expect(systemd.member('UnrefUnit')).toHaveLength(1);
    expect(systemd.listeners.size).toBe(0);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('gives input through a socket, never in a property', async () => {
    const starting = units.start(request({ stdin: 'secret' }));
    await started();
    const [stdin] = systemd.connect('StandardInputFile', 'StandardOutputFile', 'StandardErrorFile');
    await starting;
    expect(await text(stdin ?? NONE)).toBe('secret');
    // everybody may read a unit's properties
    expect(Array.from(systemd.properties().values(), String).join()).not.toContain('secret');
  });

  it('uses one stream both ways for a worker', async () => {
    const starting = units.start(request({ io: 'socket' }));
    await started();
    expect(systemd.properties().get('StandardInputFile')).toBe(systemd.properties().get('StandardOutputFile'));
    const [peer] = systemd.connect('StandardInputFile');
    const { streams } = await starting;
    streams.socket?.end('ping');
    expect(await text(peer ?? NONE)).toBe('ping');
  });

  it('believes no signal: only what systemd answers ends a unit', async () => {
    const starting = units.start(request({ io: 'socket' }));
    await started();
    systemd.connect('StandardInputFile');
    const unit = await starting;
    let over = false;
    void unit.finished.then(() => (over = true));
    for (let i = 0; i < 20; i += 1) systemd.signal();
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(over).toBe(false);
    systemd.state = 'failed';
    systemd.result = { Result: 'oom-kill', ExecMainCode: 2, ExecMainStatus: 9 };
    expect(await unit.finished).toEqual({ result: 'oom-kill', exitStatus: -1, signal: 9 });
  });

  it('takes a unit that waits for its job for one that has not begun', async () => {
    systemd.state = 'inactive';
    systemd.job = [7, '/job/7'];
    const starting = units.start(request({ io: 'socket' }));
    await started();
    await new Promise(resolve => setTimeout(resolve, 60));
    systemd.state = 'active';
    systemd.connect('StandardInputFile');
    await expect(starting).resolves.toMatchObject({ name: 'llmos-op-x-1.service' });
  });

  it('says so where a unit ended before it was connected', async () => {
    systemd.state = 'failed';
    systemd.result = { Result: 'exit-code', ExecMainCode: 1, ExecMainStatus: 226 };
    await expect(units.start(request())).rejects.toThrow(/could not start the unit: exit-code, 226/);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('leaves nothing behind where systemd refuses', async () => {
    systemd.refuse = new BusError('org.freedesktop.systemd1.UnitExists', 'exists');
    systemd.state = new BusError('org.freedesktop.DBus.Error.UnknownObject', 'gone');
    await expect(units.start(request())).rejects.toThrow(/systemd refused/);
    await vi.waitFor(() => expect(systemd.listeners.size).toBe(0));
    expect(readdirSync(directory)).toEqual([]);
  });

  it('stops the unit when the call is aborted, and starts none for one that was', async () => {
    const starting = units.start(request({ io: 'socket' }));
    await started();
    systemd.connect('StandardInputFile');
    const unit = await starting;
    abort.abort();
    await unit.finished;
    expect(systemd.member('StopUnit')[0]?.body).toEqual(['llmos-op-x-1.service', 'replace']);
    await expect(units.start(request())).rejects.toThrow();
    expect(systemd.member('StartTransientUnit')).toHaveLength(1);
  });

  it('names units so that nothing else can be meant', () => {
    expect(unitName('a-1')).toBe('llmos-op-a-1.service');
    for (const id of ['', 'A', '../x', 'a b', 'a.service', 'x'.repeat(65)]) expect(() => unitName(id)).toThrow();
    expect(unitPath('llmos-op-a.service')).toBe('/org/freedesktop/systemd1/unit/llmos_2dop_2da_2eservice');
  });
});
