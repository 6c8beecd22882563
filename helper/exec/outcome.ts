import { constants } from 'node:os';
import type { UnitOutcome } from '../system/units/unit-starter.js';
import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';

// exit statuses by which systemd says that a program was never run; a program may use them too, hence the silence rule
const NEVER_RAN: Readonly<Record<number, string>> = {
  200: 'the directory to run in does not exist or may not be entered',
  203: 'there is no such program, or it may not be run',
  216: 'the group could not be taken on',
  217: 'the user could not be taken on',
  226: 'the cage could not be put up',
  228: 'the system call filter could not be put up',
};

/** refuses what is no result of the program's own */
export function checkOutcome({ result, exitStatus }: UnitOutcome, run: { silent: boolean; timeoutS: number }): void {
  if (result === 'timeout') throw new OperatorError('timed-out', `stopped after ${run.timeoutS} seconds`);
  const why = NEVER_RAN[exitStatus];
  if (why !== undefined && run.silent) throw new OperatorError('failed', `the program did not run: ${why}`);
  if (result === 'resources' || result === 'unknown') {
    throw new OperatorError('failed', `systemd lost the program: ${result}`);
  }
}

/** the way to a file that a confined program may not read; empty where that is not what it failed for */
export function adviceFor(argv: readonly string[], stderr: string): string {
  if (!/: Permission denied$/m.test(stderr)) return '';
  const path = argv.slice(1).find(word => word.startsWith('/') && stderr.includes(word));
  if (path === undefined) return '';
  return `you may not read ${display(path)} yourself: read_file reads it once an administrator's password is given, and its end with an offset below 0, such as -4096`;
}

/** `KILL` and its like; empty where there was none */
export function signalName(signal: number | undefined): string {
  const found = Object.entries(constants.signals).find(([, number]) => number === signal);
  return found === undefined ? '' : found[0].replace(/^SIG/, '');
}
