import { run } from './daemon.js';

run(process.env).catch((error: unknown) => {
  process.stderr.write(`llmos-operator: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
