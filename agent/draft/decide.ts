import type { Label } from './labels.js';

export type Scores = Readonly<Record<string, number>>;

// enough for a draft: before anything changes, the vote has to make up for what is missing
const LEAST_DO = 0.4;
const LEAST_ACT = 0.5;
// label and vote together, as if they were independent; measured on the development sets
const LEAST_SURE = 0.75;
// one alone never decides against the other
const SUREST = 0.97;

export interface Decision {
  readonly label: Label;
  /** how sure, from 0 to 1 */
  readonly score: number;
  /** the draft may change something; otherwise it may only look */
  readonly mayChange: boolean;
}

/** reads what the scores of the labels allow: in doubt words, then a look, then a draft that may change something */
export function decide(scores: Scores): Decision {
  const at = (label: Label): number => scores[label] ?? 0;
  const order = at('do');
  if (order >= LEAST_DO && order >= at('look')) return { label: 'do', score: order, mayChange: true };
  const look = at('look');
  if (look + order >= LEAST_ACT && look >= order) return { label: 'look', score: look, mayChange: false };
  return { ...likeliestWords(scores), mayChange: false };
}

/** whether label and vote, taken together, are sure enough of an order for a change */
export function agrees({ score, mayChange }: Decision, vote: number): boolean {
  const order = Math.min(score, SUREST);
  const yes = order * Math.min(vote, SUREST);
  return mayChange && yes >= LEAST_SURE * (yes + (1 - order) * (1 - vote));
}

function likeliestWords(scores: Scores): { label: Label; score: number } {
  const words = ['answer', 'not', 'later', 'elsewhere', 'cannot', 'harm'] as const;
  return words
    .map(label => ({ label, score: scores[label] ?? 0 }))
    .reduce((best, one) => (one.score > best.score ? one : best));
}
