import type { ExitCode } from './environment/exit-codes.js';

/** keeps the exit code of the one command that was chosen */
export type Runner = (command: Promise<ExitCode>) => Promise<void>;
