import { lstatSync } from 'node:fs';
import { afterEach, beforeEach } from 'vitest';
import { WritePlace } from './write-place.js';

/** only root can make what belongs to two users */
export const isRoot = process.getuid?.() === 0;

/** a fresh place for each test of a file that imports this one */
export let place: WritePlace;
export let own = '';
export let roots = '';

if (isRoot) {
  beforeEach(() => {
    place = new WritePlace();
    ({ own, roots } = place);
  });
  afterEach(() => place.remove());
}

export function modeOf(path: string): number {
  return lstatSync(path).mode & 0o7777;
}
