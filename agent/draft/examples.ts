import { BANK } from './bank/bank.js';
import type { Pair } from './bank/pair.js';
import { SimilarTexts } from './similarity.js';

const LEAST_LIKENESS = 0.08;
const BEST = 4;

let texts: SimilarTexts | undefined;

/** the pairs of the bank whose requests are most like this one, the nearest last; no two with the same line */
export function nearestExamples(request: string, count = BEST): Pair[] {
  texts ??= new SimilarTexts(BANK.map(([words]) => words));
  const scored = texts.scores(request).map((score, index) => ({ score, pair: BANK[index] }));
  const lines = new Set<string>();
  const chosen: Pair[] = [];
  for (const { score, pair } of scored.toSorted((one, other) => other.score - one.score)) {
    if (pair === undefined || score < LEAST_LIKENESS || chosen.length === count) break;
    if (lines.has(pair[1])) continue;
    lines.add(pair[1]);
    chosen.push(pair);
  }
  return chosen.toReversed();
}
