import type { Catalog } from '../../../interfaces/catalog.js';
import { findTier, parametersOf } from '../../operator-client/action-facts.js';
import { findAction, type RunResult } from '../../operator-client/client.js';
import type { Kind } from '../../../interfaces/kinds.js';
import { renderFindings } from '../terminal/result-text.js';
import { readProgramResult } from './program-result.js';
import type { Reviewed } from './review.js';

/** result of a step, as a model may read it */
export interface StepResult {
  /** its source, in a few words */
  readonly source: string;
  readonly text: string;
  /** had to be authorized: more than the person's own programs can see */
  readonly guarded: boolean;
  /** why nothing was found, where that is so: no answer can be drawn from it */
  readonly failed?: string;
  /** was asked about already, where it had to be */
  readonly admitted?: true;
}

const OBJECTS = ['path', 'argv', 'unit'] as const satisfies readonly Kind[];

export function stepResult({ step, facts }: Reviewed, { values }: RunResult, catalog: Catalog): StepResult {
  const action = findAction(catalog, step.action);
  const { exitStatus, streams } = readProgramResult(values, action);
  const end = exitStatus === null || exitStatus === 0 ? [] : [`exit status ${exitStatus}\n`];
  const parts = [...end, ...streams.values(), renderFindings(values, action)];
  // a rule may let a tier pass unasked that discloses data
  const guarded = facts?.authorization !== 'yes' || findTier(catalog, facts.action_id).discloses;
  const failed = end.length > 0 && (streams.get('stdout') ?? '') === '' ? streams.get('stderr')?.trim() : undefined;
  return {
    source: describeSource(step, catalog),
    text: parts.join('').trimEnd(),
    guarded,
    ...(failed === undefined || failed === '' ? {} : { failed }),
  };
}

/** that a look failed, and why, is something that it found */
export function failedResult({ step }: Reviewed, error: string, catalog: Catalog): StepResult {
  return { source: describeSource(step, catalog), text: `failed: ${error}`, guarded: false, failed: error };
}

/** the action and what it was about, on one line */
function describeSource({ action, ...parameters }: Reviewed['step'], catalog: Catalog): string {
  const known = findAction(catalog, action);
  const named = OBJECTS.flatMap(kind => parametersOf(known, kind));
  const about = named.flatMap(name => parameters[name]);
  return [action, ...about.filter(word => typeof word === 'string')].join(' ').replace(/\s+/g, ' ').slice(0, 120);
}
