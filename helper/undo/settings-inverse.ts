import type { Inverse } from '../call/inverse.js';
import { sha256 } from './file-inverse.js';

/** puts a file of settings back as it was; deletes it where there was none */
export function settingsInverse(path: string, before: string | undefined, text: string): Inverse {
  const common = { path, present: sha256(Buffer.from(text)), guarded: true };
  if (before === undefined) return { action: 'delete-file', params: common, expect: {} };
  const params = { ...common, mode: '0644', uid: 0, gid: 0 };
  return { action: 'restore-file', params, bytes: Buffer.from(before), expect: {} };
}
