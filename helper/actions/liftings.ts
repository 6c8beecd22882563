import type { LiftingInput } from '../../interfaces/planning.js';
import { lifting as installPackages } from './packages/install-packages.lift.js';
import { lifting as listDevices } from './devices/list-devices.lift.js';
import { lifting as listProcesses } from './processes/list-processes.lift.js';
import { lifting as manageUnit } from './services/manage-unit.lift.js';
import { lifting as readFile } from './files/read-file.lift.js';
import { lifting as removePackages } from './packages/remove-packages.lift.js';
import { lifting as setBrightness } from './devices/set-brightness.lift.js';
import { lifting as setKeyboardLayout } from './devices/set-keyboard-layout.lift.js';
import { lifting as setPointer } from './devices/set-pointer.lift.js';
import { lifting as setUnitLimits } from './services/set-unit-limits.lift.js';
import { lifting as signalProcess } from './processes/signal-process.lift.js';
import { lifting as unitStatus } from './services/unit-status.lift.js';
import { lifting as writeFile } from './files/write-file.lift.js';

// read by the generator only: the operator knows no shell
export const LIFTINGS: readonly LiftingInput[] = [
  readFile,
  writeFile,
  installPackages,
  removePackages,
  manageUnit,
  unitStatus,
  setUnitLimits,
  listProcesses,
  signalProcess,
  listDevices,
  setBrightness,
  setKeyboardLayout,
  setPointer,
];
