import { display } from '../../../interfaces/display.js';
import type { Reviewed } from './review.js';

/** the way on for a confined program that may not read its file; empty where that is not how it failed */
export function unreadableHint({ step }: Pick<Reviewed, 'step'>, stderr: unknown): string {
  const { argv, tier, user } = step;
  if (!Array.isArray(argv) || tier !== undefined || user !== undefined || typeof stderr !== 'string') return '';
  const path = /['‘"]?(\/[^'’":\n]+)['’"]?(?: for reading)?: Permission denied/.exec(stderr)?.[1];
  if (path === undefined) return '';
  return `you may not read ${display(path)} yourself: ask to read the file, which takes a password, where no rule denies it`;
}
