#!/usr/bin/env node
import { EXIT } from './exit-codes.js';
import { processWorld } from './process-world.js';
import { runShell } from './run-shell.js';

// the pieces of a terminal that closed or a bus that went are no reason for a stack on the screen
process.on('SIGHUP', () => process.exit(EXIT.interrupted));
process.on('SIGTERM', () => process.exit(EXIT.interrupted));

process.exitCode = await runShell(process.argv.slice(2), processWorld());
// sockets of a model or a bus may still be open: nothing waits for them
process.exit();
