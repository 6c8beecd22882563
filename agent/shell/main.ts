#!/usr/bin/env node
import { needsRecords, wakeOperator } from './early-wake.js';
import { EXIT } from './exit-codes.js';
import { COMMAND_NAMES, readFirstWord } from './words.js';

const argv = process.argv.slice(2);
const isRequest = readFirstWord(argv, COMMAND_NAMES).kind === 'request' && argv.some(word => !word.startsWith('-'));

// the libraries take a moment to load: what is happening is said before
if (isRequest && process.stderr.isTTY && !argv.includes('--plain')) process.stderr.write('\r\u001B[Kplanning …');

if (needsRecords(argv)) wakeOperator();

// a terminal that closed is no reason for a stack on the screen
process.on('SIGHUP', () => process.exit(EXIT.interrupted));
process.on('SIGTERM', () => process.exit(EXIT.interrupted));

const [{ runShell }, { processWorld }] = await Promise.all([import('./run-shell.js'), import('./process-world.js')]);
process.exitCode = await runShell(argv, processWorld());
// sockets of a model or a bus may still be open: nothing waits for them
process.exit();
