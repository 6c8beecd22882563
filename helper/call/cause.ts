import { BusError } from '../system/bus-caller.js';
import { codeOf } from '../worker/errno.js';

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EROFS: 'the file system is read-only',
  EIO: 'the disk reported an error',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open on this machine',
  ENOMEM: 'there is no memory left',
};

/** a reason that anybody may know: the system's or the bus's own name of an error, never its text. empty where there is none */
export function describeCause(error: unknown): string {
  const name = error instanceof BusError ? error.dbusName : codeOf(error);
  const words = WORDS[name];
  return words === undefined ? name : `${words} (${name})`;
}
