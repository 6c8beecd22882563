import { BANK } from './bank/bank.js';
import type { Pair } from './bank/pair.js';
import { SimilarTexts } from './similarity.js';

// each token of an example takes a hundredth of a second to read: what is hardly alike only costs
const LEAST_LIKENESS = 0.15;
const LEAST_SHARE = 0.5;
const BEST = 3;

let texts: SimilarTexts | undefined;

/** the pairs of the bank whose requests are most like this one, the nearest last; no two with the same line */
export function nearestExamples(request: string, count = BEST): Pair[] {
  texts ??= new SimilarTexts(BANK.map(([words]) => words));
  const scored = texts.scores(request).map((score, index) => ({ score, pair: BANK[index] }));
  const sorted = scored.toSorted((one, other) => other.score - one.score);
  const least = Math.max(LEAST_LIKENESS, LEAST_SHARE * (sorted[0]?.score ?? 0));
  const lines = new Set<string>();
  const chosen: Pair[] = [];
  for (const { score, pair } of sorted) {
    if (pair === undefined || score < least || chosen.length === count) break;
    if (lines.has(pair[1])) continue;
    lines.add(pair[1]);
    chosen.push(pair);
  }
  return chosen.toReversed();
}
