import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { ServiceBus } from '../../helper/bus/connection.js';
import { startRig, type Rig } from './operator.js';
import { created, RehearsalUnits } from './rehearsal-double.js';

/** fresh for each test of a file that imports this one: the service, its units, and the directory of its state */
export let rig: Rig;
export let units: RehearsalUnits;
export let state = '';
/** root itself: a caller without a session runs nothing as itself */
export let bus: ServiceBus;

beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), 'state-'));
  process.env['STATE_DIRECTORY'] = state;
  process.env['RUNTIME_DIRECTORY'] = state;
  units = new RehearsalUnits();
  units.changes = [created('/srv/new')];
  rig = await startRig({ units, bounds: { paths: { denied: ['/etc/shadow'], code: ['/etc/cron*'], data: [] } } });
  bus = await rig.on.connect(0);
});

afterEach(async () => {
  bus.close();
  await rig.stop();
  delete process.env['STATE_DIRECTORY'];
  delete process.env['RUNTIME_DIRECTORY'];
  rmSync(state, { recursive: true, force: true });
});
