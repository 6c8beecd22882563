import { HIDDEN } from '../../../interfaces/redact.js';
import type { Plan } from '../plan.js';

/** true where a step holds the mark of a hidden secret, which the model never saw and the request does not name */
export function usesHiddenSecret({ steps }: Plan, request: string): boolean {
  return !request.includes(HIDDEN) && JSON.stringify(steps).includes(HIDDEN);
}
