import { buildSync } from 'esbuild';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** the worker as it is shipped: one file, readable for any uid */
export function bundleWorker(): string {
  const directory = mkdtempSync(join(tmpdir(), 'worker-'));
  chmodSync(directory, 0o755);
  const outfile = join(directory, 'worker.mjs');
  const entry = new URL('../../../helper/worker/main.ts', import.meta.url).pathname;
  buildSync({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', target: 'node20', outfile });
  chmodSync(outfile, 0o644);
  return outfile;
}
