import type { Label } from './labels.js';

export type Scores = Readonly<Record<string, number>>;

// a change that was not ordered is worse than an order that has to be said again
const LEAST_DO = 0.6;
const LEAST_ACT = 0.5;

export interface Decision {
  readonly label: Label;
  /** how sure, from 0 to 1 */
  readonly score: number;
  /** the draft may change something; otherwise it may only look */
  readonly mayChange: boolean;
}

/** reads what the scores of the labels allow: in doubt words, then a look, and a change only where that is nearly sure */
export function decide(scores: Scores): Decision {
  const at = (label: Label): number => scores[label] ?? 0;
  const order = at('do');
  if (order >= LEAST_DO) return { label: 'do', score: order, mayChange: true };
  const look = at('look');
  if (look + order >= LEAST_ACT && look >= order) return { label: 'look', score: look, mayChange: false };
  return { ...likeliestWords(scores), mayChange: false };
}

function likeliestWords(scores: Scores): { label: Label; score: number } {
  const words = ['answer', 'not', 'later', 'elsewhere', 'cannot', 'harm'] as const;
  return words
    .map(label => ({ label, score: scores[label] ?? 0 }))
    .reduce((best, one) => (one.score > best.score ? one : best));
}
