import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// run as root when the package is installed, and again when node changes: node itself refuses a snapshot of another
// binary or of other flags, so these are the flags of the unit
export const FLAGS = [
  '--jitless',
  '--disallow-code-generation-from-strings',
  '--disable-proto=delete',
  '--max-old-space-size=256',
  '--max-semi-space-size=1',
];

const BUNDLE = '/usr/lib/llm-os/helper.cjs';
const DIRECTORY = '/var/cache/llmos-operator';

/** leaves a snapshot and the line that makes the unit use it, or neither: without them it only starts slower */
export function buildSnapshot(bundle: string, directory: string): void {
  const blob = join(directory, 'snapshot.blob');
  const settings = join(directory, 'snapshot.env');
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  rmSync(settings, { force: true });
  execFileSync(process.execPath, [...FLAGS, '--snapshot-blob', `${blob}.new`, '--build-snapshot', bundle]);
  // it counts only once it was seen to start
  const environment = { ...process.env, LLMOS_TRY: '1' };
  execFileSync(process.execPath, [...FLAGS, '--snapshot-blob', `${blob}.new`, bundle], { env: environment });
  renameSync(`${blob}.new`, blob);
  writeFileSync(`${settings}.new`, `LLMOS_SNAPSHOT=--snapshot-blob=${blob}\n`);
  renameSync(`${settings}.new`, settings);
}

if (process.argv[1]?.endsWith('snapshot.js') === true) buildSnapshot(BUNDLE, DIRECTORY);
