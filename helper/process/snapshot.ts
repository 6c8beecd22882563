import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SNAPSHOT, SNAPSHOT_DROP_IN } from '../config/places.js';

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

export interface SnapshotPlaces {
  readonly blob: string;
  /** drop-in of the unit: names the option and nothing else, so what is written there decides no more */
  readonly dropIn: string;
}

/** leaves a snapshot and the drop-in that makes the unit use it, or neither: without them it only starts slower */
export function buildSnapshot(bundle: string, { blob, dropIn }: SnapshotPlaces): void {
  mkdirSync(dirname(dropIn), { recursive: true, mode: 0o755 });
  for (const path of [dropIn, blob]) rmSync(path, { force: true });
  execFileSync(process.execPath, [...FLAGS, '--snapshot-blob', `${blob}.new`, '--build-snapshot', bundle]);
  // it counts only once it was seen to start
  const environment = { ...process.env, LLMOS_TRY: '1' };
  execFileSync(process.execPath, [...FLAGS, '--snapshot-blob', `${blob}.new`, bundle], { env: environment });
  renameSync(`${blob}.new`, blob);
  writeFileSync(`${dropIn}.new`, `[Service]\nEnvironment=LLMOS_SNAPSHOT=--snapshot-blob=${blob}\n`, { mode: 0o644 });
  renameSync(`${dropIn}.new`, dropIn);
}

if (process.argv[1]?.endsWith('snapshot.js') === true)
  buildSnapshot(BUNDLE, { blob: SNAPSHOT, dropIn: SNAPSHOT_DROP_IN });
