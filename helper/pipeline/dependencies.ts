import type { Bounds } from '../config/config.js';
import type { ServiceBus } from '../bus/connection.js';
import type { ProcessInspector } from '../subject/confinement.js';
import type { Journal } from '../journal/journal.js';
import type { CheckpointStore } from '../checkpoint/revert.js';
import type { Records } from '../records/records.js';
import type { UnitStarter } from '../system/units/unit-starter.js';
import type { UndoStore } from '../undo/undo-store.js';
import type { UserDatabase } from '../subject/user-database.js';

export interface ServiceDependencies {
  readonly bus: ServiceBus;
  readonly users: UserDatabase;
  readonly processes: ProcessInspector;
  readonly units: UnitStarter;
  readonly records: Records;
  readonly undo: UndoStore;
  readonly reverts: CheckpointStore;
  readonly journal: Journal;
  /** read again when its files changed; throws where they cannot be trusted */
  bounds(): Bounds;
}
