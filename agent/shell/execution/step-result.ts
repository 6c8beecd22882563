import { ACTION_ID_PREFIX } from '../../../interfaces/names.js';
import type { RunResult } from '../../operator-client/client.js';
import { renderFindings } from '../terminal/result-text.js';
import type { Reviewed } from './review.js';

/** what a step found, as a model may read it */
export interface StepResult {
  /** where it comes from, in a few words */
  readonly source: string;
  readonly text: string;
  /** had to be authorized: more than the person's own programs can see */
  readonly guarded: boolean;
  /** was asked about already, where it had to be */
  readonly admitted?: true;
}

// tiers that show what their caller could not see, even where a rule lets them pass unasked
const GUARDED = new Set(['read-protected-file', 'read-journal', 'exec-as-root']);

export function stepResult({ step, facts }: Reviewed, { values }: RunResult): StepResult {
  const tier = (facts?.action_id ?? '').slice(ACTION_ID_PREFIX.length);
  const streams = ['stdout', 'stderr'].map(name => values[name]).filter(text => typeof text === 'string');
  const status = typeof values['exit_status'] === 'number' && values['exit_status'] !== 0 ? values['exit_status'] : 0;
  const parts = [...(status === 0 ? [] : [`exit status ${status}\n`]), ...streams, renderFindings(values)];
  const guarded = facts?.authorization !== 'yes' || GUARDED.has(tier);
  return { source: describeSource(step), text: parts.join('').trimEnd(), guarded };
}

/** that a look failed, and why, is something that it found */
export function failedResult({ step }: Reviewed, error: string): StepResult {
  return { source: describeSource(step), text: `failed: ${error}`, guarded: false };
}

/** the action and what it was about, on one line */
function describeSource({ action, ...parameters }: Reviewed['step']): string {
  const about = [parameters['path'], parameters['argv'], parameters['unit']].flat();
  return [action, ...about.filter(word => typeof word === 'string')].join(' ').replace(/\s+/g, ' ').slice(0, 120);
}
