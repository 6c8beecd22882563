import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceBus } from '../bus/connection.js';
import { openBounds, type Bounds, type BoundsSource } from '../config/config.js';
import { ownPlaces } from '../config/places.js';
import { ConfigError } from '../config/file.js';
import { localProcesses } from '../subject/confinement.js';
import { exitStatusOf } from './exit-status.js';
import { bindActions } from '../action/binding.js';
import { sweepInterrupted } from './interrupted-writes.js';
import { openJournal, type Journal } from '../journal/journal.js';
import { startOperator } from './operator.js';
import { startWatchdog } from './watchdog.js';
import { findSurvivingUnits } from './surviving-units.js';
import { FileCheckpointStore } from '../checkpoint/file-reverts.js';
import { openRecords } from '../records/open-records.js';
import { REGISTRY } from '../actions/registry.js';
import { SystemdRevertTimer } from '../system/services/revert-timer.js';
import { TransientUnits } from '../system/units/transient-unit.js';
import { removeStaleSockets } from '../system/units/unit-sockets.js';
import { INVERSES } from '../undo/undo-actions.js';
import { FileUndoStore } from '../undo/file-store.js';
import { localHomes, localUsers } from '../subject/user-database.js';
import { OperatorError } from '../../interfaces/errors.js';
import { VERSION } from '../../interfaces/version.js';

const IDLE_MS = 30_000;

// reached again at every start from a snapshot, so nothing of the machine may be read before `run`
const faces = bindActions(REGISTRY);
const actions = [...REGISTRY, ...INVERSES];

/** the process of `llmos-operator.service` */
export async function run(environment: NodeJS.ProcessEnv): Promise<void> {
  const journal = await openJournal(environment, process.pid);
  startWatchdog(environment, process.pid);
  const source = openBoundsOf(environment, journal);
  const { STATE_DIRECTORY = '/var/lib/llm-os/operator', RUNTIME_DIRECTORY = '/run/llmos-operator' } = environment;
  removeStaleSockets(RUNTIME_DIRECTORY);
  const users = localUsers();
  const undo = new FileUndoStore(join(STATE_DIRECTORY, 'undo'));
  const units = (bus: ServiceBus) => new TransientUnits({ bus, directory: RUNTIME_DIRECTORY });
  const operator = await startOperator({
    address: environment['DBUS_SYSTEM_BUS_ADDRESS'],
    faces,
    version: VERSION,
    users,
    processes: localProcesses(),
    journal,
    bounds: () => readBounds(source),
    idleMs: () => Number(environment['LLMOS_IDLE_S']) * 1000 || idleMs(source),
    units,
    reverts: bus =>
      new FileCheckpointStore({
        directory: STATE_DIRECTORY,
        runtime: RUNTIME_DIRECTORY,
        timer: new SystemdRevertTimer(bus),
      }),
    undo,
    // the name is ours, so neither program nor snapshot kept it from starting: the unit asks when it ends
    named: () => writeFileSync(join(RUNTIME_DIRECTORY, 'named'), ''),
    records: bus =>
      openRecords({
        directory: STATE_DIRECTORY,
        journal,
        living: records => findSurvivingUnits({ bus, directory: STATE_DIRECTORY }, records),
        interrupted: call => sweepInterrupted(call, { units: units(bus), bounds: readBounds(source), users, actions }),
      }),
    done: error => exit(journal, error),
  });
  process.once('SIGTERM', () => void operator.leave('the operator was told to stop'));
  process.once('SIGINT', () => void operator.leave('the operator was interrupted'));
}

function exit(journal: Journal, error: Error | undefined): never {
  if (error) journal.write('error', `the operator cannot go on: ${error.message}`);
  process.exit(exitStatusOf(error));
}

function openBoundsOf(environment: NodeJS.ProcessEnv, journal: Journal): BoundsSource {
  const warn = (message: string) => journal.write('warning', message);
  return openBounds({ warn, own: ownPlaces(environment), homes: localHomes() });
}

// bounds that cannot be read allow nothing, and the caller is told which file and line to mend
function readBounds(source: BoundsSource): Bounds {
  try {
    return source.current();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new OperatorError('not-permitted', `nothing is allowed while the bounds cannot be read: ${error.message}`);
  }
}

// the process starts all the same, to say so
function idleMs(source: BoundsSource): number {
  try {
    return source.current().idleExitMs;
  } catch {
    return IDLE_MS;
  }
}
