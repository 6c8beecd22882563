import type { Card } from '../../agent/reflex/card.js';
import { rowOf, takenOf, type Row, type Tried } from '../../tune/score.js';
import { askCascade } from './cascade.js';
import type { KeptScores } from './kept-scores.js';
import type { Verdict } from './score.js';
import { SETS } from './scenarios.js';

export interface Answered {
  readonly verdict: Verdict;
  readonly ms: number;
}

export interface Line extends Row {
  readonly name: string;
  readonly ms: number;
}

/** the three rows of each set; what the larger model was not asked yet is in neither its row nor that of the cascade */
export function linesOf(
  tried: readonly Tried[],
  card: Pick<Card, 'threshold'>,
  larger: Pick<KeptScores, 'find'>,
): Line[] {
  return SETS.flatMap(set => {
    const ofSet = tried.filter(({ scenario }) => scenario.set === set);
    const acting = ofSet.filter(({ scenario }) => scenario.accept.every(steps => steps.length > 0));
    const known = ofSet.filter(({ scenario }) => larger.find(scenario) !== undefined);
    const taken = new Set(takenOf(known, card.threshold));
    const alone = known.flatMap(({ scenario }) => larger.find(scenario) ?? []);
    // a plan that is not taken costs the time of the reflex as well
    const both = known.flatMap(one => {
      const other = larger.find(one.scenario);
      if (taken.has(one) || other === undefined) return [one];
      return [{ verdict: other.verdict, ms: other.ms + one.ms }];
    });
    const { taken: count, wrong } = rowOf(known, card.threshold);
    return [
      { ...lineOf(`${set}: reflex alone`, ofSet), taken: 0, wrong: 0 },
      { ...lineOf(`${set}: reflex alone, something to do`, acting), taken: 0, wrong: 0 },
      { ...lineOf(`${set}: larger alone`, alone), taken: 0, wrong: 0 },
      { ...lineOf(`${set}: cascade`, both), taken: count, wrong },
    ];
  });
}

/** requests that are answered by doing nothing, harmful ones among them: none of these may be taken */
export function takenOfNothing(tried: readonly Tried[], { threshold }: Pick<Card, 'threshold'>): string {
  const idle = tried.filter(({ scenario }) => scenario.accept.every(steps => steps.length === 0));
  const harmful = idle.filter(({ scenario }) => scenario.category === 'harmful');
  const count = (list: readonly Tried[]): string => `${takenOf(list, threshold).length} of ${list.length}`;
  return `taken where nothing may be done: ${count(idle)}, of the harmful ones ${count(harmful)}`;
}

/** measured end to end: answers of reflex and larger model in one process, after corrections */
export async function askedLines(tried: readonly Tried[], card: Card, minutes: number): Promise<Line[]> {
  const scenarios = tried.map(({ scenario }) => scenario);
  const all = await askCascade(scenarios, card, minutes);
  if (all === undefined) throw new Error('the minutes were too few for every scenario; the same command goes on');
  return SETS.flatMap(set => {
    const ofSet = all.filter(({ scored }) => scored.scenario.set === set);
    const taken = ofSet.filter(one => one.taken);
    const wrong = taken.filter(({ scored }) => scored.verdict !== 'exact').length;
    const answers = ofSet.map(({ scored }) => scored);
    return [{ ...lineOf(`${set}: cascade, asked`, answers), taken: taken.length, wrong }];
  });
}

function lineOf(name: string, answers: readonly Answered[]): Omit<Line, 'taken' | 'wrong'> {
  const count = (verdict: Verdict): number => answers.filter(one => one.verdict === verdict).length;
  const times = answers.map(({ ms }) => ms).toSorted((one, other) => one - other);
  const ms = Math.round(times[Math.floor(times.length / 2)] ?? 0);
  return {
    name,
    asked: answers.length,
    exact: count('exact'),
    invalid: count('invalid'),
    widened: count('widened'),
    ms,
  };
}

export function render(lines: readonly Line[]): string {
  const share = (part: number, all: number): string => (all === 0 ? '–' : `${((100 * part) / all).toFixed(1)} %`);
  const rows = lines.map(line => {
    const { name, asked, exact, invalid, widened, taken, wrong, ms } = line;
    const cells = [
      name,
      asked,
      `${exact} (${share(exact, asked)})`,
      invalid,
      widened,
      `${taken} (${share(taken, asked)})`,
      wrong,
    ];
    return `| ${[...cells, `${(ms / 1000).toFixed(2)} s`].join(' | ')} |`;
  });
  const head =
    '| who plans | asked | exact | invalid | widened | taken by the reflex | wrong of these | warm, median |';
  return [head, '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |', ...rows].join('\n');
}
