import { beforeEach } from 'vitest';
import { LocalUnits } from '../worker/local-units.js';
import { bundleWorker } from '../worker/worker-bundle.js';

export * from './place-hooks.js';

export const worker = bundleWorker();

/** fresh for each test: notes what was started */
export let units: LocalUnits;

beforeEach(() => {
  units = new LocalUnits(worker);
});
