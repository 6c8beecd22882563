import type { Action } from '../action/action.js';
import { deleteFile } from './delete-file.js';
import { undoChanges } from '../rehearsal/undo-changes.js';
import { restoreFile } from './restore-file.js';
import { restoreUser } from './restore-user.js';

/** actions that only `Undo` calls: on no bus, in no catalogue, and still through the one pipeline */
export const INVERSES: readonly Action[] = [restoreFile, deleteFile, undoChanges, restoreUser];
