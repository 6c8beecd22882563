import type { Action } from './action.js';
import { echo } from './actions/echo.js';
import { installPackages } from './actions/install-packages.js';
import { listDevices } from './actions/list-devices.js';
import { listProcesses } from './actions/list-processes.js';
import { manageUnit } from './actions/manage-unit.js';
import { setBrightness } from './actions/set-brightness.js';
import { setKeyboardLayout } from './actions/set-keyboard-layout.js';
import { setPointer } from './actions/set-pointer.js';
import { unitStatus } from './actions/unit-status.js';
import { setUnitLimits } from './actions/set-unit-limits.js';
import { exec } from './actions/exec.js';
import { readFile } from './actions/read-file.js';
import { removePackages } from './actions/remove-packages.js';
import { signalProcess } from './actions/signal-process.js';
import { writeFile } from './actions/write-file.js';

// the whole privileged surface; explicit so that it is reviewed as one screen
export const REGISTRY: readonly Action[] = [
  echo,
  readFile,
  writeFile,
  exec,
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
