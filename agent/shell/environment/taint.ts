import { basename } from 'node:path';
import type { Step } from '../../plan/plan.js';

/** texts in the model's context that the person did not type; a text that was added stays */
export interface Taint {
  readonly reasons: readonly string[];
  add(reason: string, text?: string): void;
  /** parameters of a step whose values stand in that text and not in the person's own words */
  foreignParameters(step: Step): readonly string[];
}

// shorter ones stand in any text by chance
const SHORTEST = 3;

export function createTaint(request = ''): Taint {
  const reasons: string[] = [];
  let foreign = '';
  const isForeign = (value: string): boolean =>
    // a relative path has become absolute by now: its last part tells where it came from
    [value, basename(value)].some(word => word.length >= SHORTEST && foreign.includes(word) && !request.includes(word));
  return {
    reasons,
    add: (reason, text = '') => {
      if (!reasons.includes(reason)) reasons.push(reason);
      foreign += `${text}\n`;
    },
    foreignParameters: step =>
      Object.entries(step)
        .filter(([name]) => name !== 'action')
        .filter(([, value]) => [value].flat().some(item => typeof item === 'string' && isForeign(item.trim())))
        .map(([name]) => name),
  };
}
