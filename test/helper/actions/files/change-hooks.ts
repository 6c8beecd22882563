import { afterAll } from 'vitest';
import { own } from '../place-hooks.js';
import { ChangeBench } from './change-bench.js';

export * from '../place-hooks.js';

export const bench = new ChangeBench();

/** a caller who is at home in the place of its own */
export const me = () => ({ home: own });

afterAll(() => bench.remove());
