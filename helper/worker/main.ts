import { serve } from './serve.js';
import { probe } from './probe.js';
import { answerProcesses } from './processes.js';

// started by systemd in a transient unit, with one socket as standard input and output
if (process.argv[2] === 'probe') probe(process.argv.slice(3));
else if (process.argv[2] === 'processes') answerProcesses();
else serve(0);
