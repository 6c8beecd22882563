#!/usr/bin/env node
import { needsRecords, wakeOperator } from './host/prestart-operator.js';
import { EXIT } from './environment/exit-codes.js';
import { COMMAND_NAMES, readFirstWord } from './environment/first-word.js';

const argv = process.argv.slice(2);
const isRequest = readFirstWord(argv, COMMAND_NAMES).kind === 'request' && argv.some(word => !word.startsWith('-'));

// the libraries take a moment to load: what is happening is said before
if (isRequest && process.stderr.isTTY && !argv.includes('--plain')) process.stderr.write('\r\u001B[Kplanning …');

if (needsRecords(argv)) wakeOperator();

// a terminal that closed is no reason for a stack on the screen
process.on('SIGHUP', () => process.exit(EXIT.interrupted));
process.on('SIGTERM', () => process.exit(EXIT.interrupted));

const [{ runShell }, { processEnvironment }] = await Promise.all([
  import('./run-shell.js'),
  import('./process-environment.js'),
]);
process.exitCode = await runShell(argv, processEnvironment());
// sockets of a model or a bus may still be open: nothing waits for them
process.exit();
