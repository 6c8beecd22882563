import { startupSnapshot } from 'node:v8';
import { run } from './daemon.js';
import { exitStatusOf } from './exit-status.js';

function start(): void {
  // only a question whether this start works at all
  if (process.env['LLMOS_TRY'] !== undefined) return;
  run(process.env).catch((error: unknown) => {
    process.stderr.write(`llmos-operator: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(exitStatusOf(error));
  });
}

// built into a snapshot, everything above is there at once when the process starts
if (startupSnapshot.isBuildingSnapshot()) startupSnapshot.setDeserializeMainFunction(start);
else start();
