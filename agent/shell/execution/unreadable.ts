import { display } from '../../../interfaces/display.js';
import type { CatalogAction } from '../../../interfaces/catalog.js';
import { argumentsOf } from '../../operator-client/action-facts.js';
import type { Reviewed } from './review.js';

/** the way on for a confined program that may not read its file; empty where that is not how it failed */
export function unreadableHint({ step }: Pick<Reviewed, 'step'>, stderr: unknown, action: CatalogAction): string {
  const chosen = [...argumentsOf(step, action, 'tier'), ...argumentsOf(step, action, 'user')];
  const runs = argumentsOf(step, action, 'argv').some(Array.isArray);
  if (!runs || chosen.some(value => value !== undefined) || typeof stderr !== 'string') return '';
  const path = /['‘"]?(\/[^'’":\n]+)['’"]?(?: for reading)?: Permission denied/.exec(stderr)?.[1];
  if (path === undefined) return '';
  return `you may not read ${display(path)} yourself: ask to read the file, which takes a password, where no rule denies it`;
}
