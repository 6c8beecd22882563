import { median } from '../bench/row.js';
import type { Judgement, Verdict } from './score.js';
import type { Scenario } from './scenarios.js';

export interface Scored extends Judgement {
  readonly scenario: Scenario;
  readonly answer: string;
  readonly ms: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

const HEAD = '| requests | asked | exact | actions right | parameters right | invalid | widened | time | tokens |';
const RULE = '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |';

/** a row for each set and each category, then what it cost */
export function table(scored: readonly Scored[]): string {
  const sets = [...new Set(scored.map(({ scenario }) => scenario.set))];
  const rows = sets.flatMap(set => {
    const ofSet = scored.filter(({ scenario }) => scenario.set === set);
    const categories = [...new Set(ofSet.map(({ scenario }) => scenario.category))];
    return [
      row(`**${set}**`, ofSet),
      ...categories.map(name =>
        row(
          `${set}: ${name}`,
          ofSet.filter(({ scenario }) => scenario.category === name),
        ),
      ),
    ];
  });
  return [HEAD, RULE, row('**all**', scored), ...rows, '', cost(scored)].join('\n');
}

function row(name: string, scored: readonly Scored[]): string {
  const count = (verdict: Verdict): number => scored.filter(one => one.verdict === verdict).length;
  const share = (part: number, all: number): string => (all === 0 ? '–' : `${((100 * part) / all).toFixed(1)} %`);
  const sum = (index: 0 | 1): number => scored.reduce((total, { parameters }) => total + parameters[index], 0);
  const exact = count('exact');
  const cells = [
    name,
    scored.length,
    `${exact} (${share(exact, scored.length)})`,
    share(scored.filter(({ sameActions }) => sameActions).length, scored.length),
    share(sum(0), sum(1)),
    count('invalid'),
    count('widened'),
    `${(median(scored.map(({ ms }) => ms)) / 1000).toFixed(1)} s`,
    median(scored.map(({ completionTokens }) => completionTokens)),
  ];
  return `| ${cells.join(' | ')} |`;
}

function cost(scored: readonly Scored[]): string {
  const at = (values: readonly number[], part: number): number =>
    values.toSorted((one, other) => one - other)[Math.floor(values.length * part)] ?? 0;
  const times = scored.map(({ ms }) => ms);
  const seconds = (part: number): string => `${(at(times, part) / 1000).toFixed(1)} s`;
  const tokens = (values: readonly number[]): string => String(at(values, 0.5));
  return (
    `A warm plan takes ${seconds(0.5)} at the median and ${seconds(0.95)} at the 95th percentile; ` +
    `${tokens(scored.map(one => one.promptTokens))} tokens of prompt and ` +
    `${tokens(scored.map(one => one.completionTokens))} of plan at the median.`
  );
}

/** every answer that was not exact, for whoever mends the prompt */
export function misses(scored: readonly Scored[]): string {
  return scored
    .filter(({ verdict }) => verdict !== 'exact')
    .map(({ scenario, verdict, answer }) => `${verdict.padEnd(8)}${scenario.request}\n        ${answer}`)
    .join('\n');
}
