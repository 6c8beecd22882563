import type { Catalog } from '../../interfaces/catalog.js';
import { checkPlan } from '../plan/parse.js';
import type { Step } from '../plan/plan.js';
import { foreignWords, knows, type Card } from './card.js';
import { ungrounded } from './grounded.js';
import { fromShort } from './compact-plan.js';

export interface Generation {
  readonly text: string;
  /** that of its least likely token */
  readonly probability: number;
  readonly finish: 'stop' | 'length' | 'unsure';
}

export type Judged =
  { readonly taken: true; readonly steps: readonly Step[] } | { readonly taken: false; readonly why: string };

// longer requests are stories, and what is quoted in them is nobody's order
const LONGEST_REQUEST = 240;

/** why it is not even asked: what it never learned to tell apart from an order */
export function rejectRequest(request: string, card: Card, catalog: Catalog): string | undefined {
  if (request.length > LONGEST_REQUEST) return 'the request is long';
  if (/[\n\r\0]|<\|/.test(request)) return 'the request has several lines';
  const foreign = foreignWords(card, catalog);
  const word = request
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .find(candidate => foreign.has(candidate));
  return word === undefined ? undefined : `${word} belongs to an action that it was not shown`;
}

/** its plan, where nothing at all speaks against it */
export function judgeAnswer(said: Generation, request: string, card: Card, catalog: Catalog): Judged {
  const refuse = (why: string): Judged => ({ taken: false, why });
  if (said.finish === 'unsure' || said.probability <= card.threshold) return refuse('it is not sure');
  if (said.finish === 'length') return refuse('its answer has no end');
  const steps = fromShort(said.text, catalog);
  if (steps === undefined) return refuse('its answer is no plan');
  if (steps.length === 0) return refuse('it plans nothing');
  const parsed = checkPlan({ steps }, catalog);
  if (!parsed.ok) return refuse('the catalogue refuses its plan');
  const known = (step: Step): boolean =>
    catalog.actions.some(action => action.name === step.action && knows(card, action));
  if (!steps.every(known)) return refuse('it uses an action that it was not shown');
  const wrong = ungrounded(steps, request, { catalog, words: new Set(card.words) });
  return wrong === undefined ? { taken: true, steps } : refuse(wrong);
}
