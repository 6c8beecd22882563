import { join } from 'node:path';
import { bindActions } from '../../helper/action/binding.js';
import type { Action } from '../../helper/action/action.js';
import type { Bounds } from '../../helper/config/config.js';
import type { ServiceBus } from '../../helper/bus/connection.js';
import { FileCheckpointStore } from '../../helper/checkpoint/file-reverts.js';
import type { RevertTimer } from '../../helper/system/services/revert-timer.js';
import type { Journal } from '../../helper/journal/journal.js';
import { FileUndoStore } from '../../helper/undo/file-store.js';
import { startOperator, type OperatorProcess } from '../../helper/process/operator.js';
import type { Records } from '../../helper/records/records.js';
import { REGISTRY } from '../../helper/actions/registry.js';
import type { UserDatabase } from '../../helper/subject/user-database.js';
import type { BusRequest } from '../../helper/system/bus-caller.js';
import type { UnitStarter } from '../../helper/system/units/unit-starter.js';
import { BUS_NAME, INTERFACE_NAME, OBJECT_PATH } from '../../interfaces/names.js';
import { MockPolkitd } from './polkitd.js';
import { startPrivateBus, type PrivateBus } from './private-bus.js';

export const BOUNDS: Bounds = {
  idleExitMs: 60_000,
  callsPerUid: 4,
  callsTotal: 32,
  promptTimeoutMs: 120_000,
  paths: { denied: [], code: [], data: [] },
  files: { maxReplyBytes: 1_048_576, maxContentBytes: 1_048_576, maxObjectBytes: 1_048_576, timeoutMs: 30_000 },
  undo: { maxRecordBytes: 1_048_576, maxTotalBytes: 16_777_216, maxRecords: 200 },
  packages: { denied: [] },
  units: { protected: [], lockout: [], confirmS: 60 },
  exec: { timeoutS: 60, maxTimeoutS: 600, maxOutputBytes: 262_144, maxStdinBytes: 262_144 },
  programs: new Map(),
  rootPrograms: new Map(),
};

const people: UserDatabase = {
  find: async uid => ({ name: `user${uid}`, uid, gid: uid, home: `/home/user${uid}`, groups: new Set([uid]) }),
  // the accounts of the tests count as people
  uidMin: async () => 1,
};

export interface Line {
  readonly priority: string;
  readonly message: string;
  readonly fields: object;
}

export interface Rig {
  readonly on: PrivateBus;
  readonly polkitd: MockPolkitd;
  readonly operator: OperatorProcess;
  readonly journal: Line[];
  readonly ended: Promise<Error | undefined>;
  stop(): Promise<void>;
}

export interface RigOptions {
  readonly registry?: readonly Action[];
  readonly bounds?: Partial<Bounds>;
  readonly idleMs?: number;
  readonly records?: () => Promise<Records>;
  readonly units?: UnitStarter;
  readonly timer?: RevertTimer;
}

const NO_TIMER: RevertTimer = { start: async () => {}, stop: async () => {} };

/** the real service on a bus of its own, with a polkitd that says what the test wants */
export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const on = await startPrivateBus();
  const polkitd = new MockPolkitd();
  await polkitd.start(on);
  const lines: Line[] = [];
  const journal: Journal = {
    write: (priority, message, fields = {}) => void lines.push({ priority, message, fields }),
  };
  let end: (error?: Error) => void = () => {};
  const ended = new Promise<Error | undefined>(resolve => (end = resolve));
  const operator = await startOperator({
    address: on.address,
    faces: bindActions(options.registry ?? REGISTRY),
    version: '0.0.0',
    users: people,
    processes: { confinementReason: async () => '' },
    journal,
    bounds: () => ({ ...BOUNDS, ...options.bounds }),
    idleMs: () => options.idleMs ?? 60_000,
    units: () => options.units ?? { start: async () => Promise.reject(new Error('no units in this test')) },
    records: options.records ?? (async () => forgetful),
    reverts: () =>
      new FileCheckpointStore({ directory: on.directory, runtime: on.directory, timer: options.timer ?? NO_TIMER }),
    undo: new FileUndoStore(join(on.directory, 'undo')),
    done: error => end(error),
  });
  const stop = async () => {
    await operator.leave('the test is over');
    polkitd.stop();
    on.stop();
  };
  return { on, polkitd, operator, journal: lines, ended, stop };
}

export const forgetful: Records = {
  begin: ({ id }) => ({
    id,
    looking: async () => {},
    asking: async () => {},
    authorized: async () => {},
    close: async () => {},
    fail: async () => {},
  }),
  list: async () => [],
  verify: async () => ({ intact: true, facts: {} }),
  rotate: async () => '',
};

/** a method call to the operator */
export function callOperator(
  bus: ServiceBus,
  member: string,
  signature = '',
  body: readonly unknown[] = [],
  more: Partial<BusRequest> = {},
): Promise<unknown[]> {
  const address = { destination: BUS_NAME, path: OBJECT_PATH, interface: INTERFACE_NAME };
  return bus.call({ ...address, member, signature, body, ...more });
}

/** fails where the operator does not answer any more */
export async function checkAlive(rig: Rig): Promise<void> {
  rig.polkitd.decide = () => 'yes';
  const bus = await rig.on.connect();
  const [text] = await callOperator(bus, 'Echo', 'sa{sv}', ['still here', {}], { timeoutMs: 5000 });
  bus.close();
  if (text !== 'still here') throw new Error('the operator answers something else');
}
