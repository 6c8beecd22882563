import { spawn } from 'node:child_process';
import { BUS_NAME, OBJECT_PATH } from '../../../interfaces/names.js';
import { COMMAND_NAMES, readFirstWord } from '../environment/first-word.js';

const OF_RECORDS = new Set(['history', 'show', 'undo', 'confirm', 'audit']);
const HELP = new Set(['--help', '-h']);

/** whether the operator will be asked for what it alone may read, so that it may as well start at once */
export function needsRecords(argv: readonly string[]): boolean {
  const first = readFirstWord(argv, COMMAND_NAMES);
  return first.kind === 'command' && OF_RECORDS.has(first.name) && !argv.some(word => HELP.has(word));
}

/**
 * a helper that is dormant reads its chain of records while our own libraries are loaded; by a program that is there,
 * since a library of the bus is one of those
 */
export function wakeOperator(): void {
  const call = ['call', BUS_NAME, OBJECT_PATH, 'org.freedesktop.DBus.Peer', 'Ping'];
  const waking = spawn('busctl', ['--system', '--quiet', '--expect-reply=no', ...call], { stdio: 'ignore' });
  // without busctl the first call starts the operator
  waking.on('error', () => {});
  waking.unref();
}
