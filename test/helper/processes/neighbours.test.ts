import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { manageUnit } from '../../../helper/actions/services/manage-unit.js';
import { unitStatus } from '../../../helper/actions/services/unit-status.js';
import type { UnitStarter } from '../../../helper/system/units/unit-starter.js';
import { BOUNDS } from '../actions/call-action.js';
import { makeContext } from '../actions/contexts.js';
import { FakeSystemd } from '../system/fake-systemd.js';
import { FakeUnits } from '../system/fake-units.js';
import { LocalUnits } from '../worker/local-units.js';
import { bundleWorker } from '../worker/worker-bundle.js';

const local = new LocalUnits(bundleWorker());
const row = {
  pid: 42,
  user: 'alice',
  cpu: '0.0',
  memory_kb: 1,
  started: '',
  unit: 'session-2.scope',
  state: 'sleeping',
};
const list = (names: readonly string[]) => ({
  op: 'list',
  processes: names.map(name => ({ ...row, name })),
  total: names.length,
});

let home: string;
let names: string[];
// files are looked at by the real worker, processes are said
const units: UnitStarter = {
  start: async request =>
    request.id.startsWith('processes-')
      ? new FakeUnits(() => ({ stdout: JSON.stringify(list(names)) })).start(request)
      : local.start(request),
};
const context = (subject: object = {}) => {
  const parts = { bus: new FakeSystemd(), units, subject: { uid: process.getuid?.() ?? 0, home, ...subject } };
  return { ...makeContext(parts), bounds: BOUNDS };
};

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'home-'));
  chmodSync(home, 0o755);
  names = [];
  mkdirSync(join(home, '.config/systemd/user'), { recursive: true });
});

describe('a unit that the system does not have', () => {
  const other = { uid: 65534 };

  it('may be one of the own user manager', async () => {
    writeFileSync(join(home, '.config/systemd/user/sync.service'), '');
    await expect(unitStatus.prepare({ unit: 'sync' }, context(other))).rejects.toThrow(
      'sync.service is a unit of your own user manager, not of the system: systemctl --user status sync.service',
    );
    await expect(manageUnit.prepare({ unit: 'sync', verb: 'restart' }, context(other))).rejects.toThrow(
      'systemctl --user restart sync.service',
    );
  });

  it('may be a process that was started otherwise', async () => {
    names = ['sync', 'sync-helper'];
    await expect(unitStatus.prepare({ unit: 'sync' }, context(other))).rejects.toThrow(
      /no unit sync\.service .*; but of that name there are processes: 42 \(sync\) of alice in session-2\.scope, /,
    );
  });

  it('is only missing where nothing has its name', async () => {
    await expect(unitStatus.prepare({ unit: 'sync' }, context(other))).rejects.toThrow(/how it is spelled$/);
  });
});
