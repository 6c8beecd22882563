import type { Action } from '../action/action.js';
import { addUser } from './accounts/add-user.js';
import { addUserToGroup } from './accounts/add-user-to-group.js';
import { listLogins } from './accounts/list-logins.js';
import { listUsers } from './accounts/list-users.js';
import { lockUser } from './accounts/lock-user.js';
import { removeUser } from './accounts/remove-user.js';
import { echo } from './programs/echo.js';
import { installPackages } from './packages/install-packages.js';
import { listDevices } from './devices/list-devices.js';
import { listProcesses } from './processes/list-processes.js';
import { manageUnit } from './services/manage-unit.js';
import { setBrightness } from './devices/set-brightness.js';
import { setKeyboardLayout } from './devices/set-keyboard-layout.js';
import { setPointer } from './devices/set-pointer.js';
import { listUnits } from './services/list-units.js';
import { readJournal } from './services/read-journal.js';
import { unitStatus } from './services/unit-status.js';
import { setUnitLimits } from './services/set-unit-limits.js';
import { copyFile } from './files/copy-file.js';
import { createLink } from './files/create-link.js';
import { editFile } from './files/edit-file.js';
import { deleteFiles } from './files/delete-files.js';
import { findFiles } from './files/find-files.js';
import { makeDirectory } from './files/make-directory.js';
import { moveFile } from './files/move-file.js';
import { setPermissions } from './files/set-permissions.js';
import { setClockSync } from './machine/set-clock-sync.js';
import { setHostname } from './machine/set-hostname.js';
import { setLocale } from './machine/set-locale.js';
import { setPower } from './machine/set-power.js';
import { setTimezone } from './machine/set-timezone.js';
import { exec } from './programs/exec.js';
import { look } from './programs/look.js';
import { readFile } from './files/read-file.js';
import { removePackages } from './packages/remove-packages.js';
import { signalProcess } from './processes/signal-process.js';
import { writeFile } from './files/write-file.js';

// the whole privileged surface; explicit so that it is reviewed as one screen
export const REGISTRY: readonly Action[] = [
  echo,
  readFile,
  findFiles,
  writeFile,
  editFile,
  makeDirectory,
  moveFile,
  copyFile,
  deleteFiles,
  setPermissions,
  createLink,
  exec,
  look,
  installPackages,
  removePackages,
  manageUnit,
  unitStatus,
  listUnits,
  readJournal,
  setUnitLimits,
  listProcesses,
  signalProcess,
  listDevices,
  setBrightness,
  setKeyboardLayout,
  setPointer,
  setClockSync,
  setHostname,
  setLocale,
  setTimezone,
  setPower,
  addUser,
  removeUser,
  lockUser,
  addUserToGroup,
  listUsers,
  listLogins,
];
