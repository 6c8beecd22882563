import { RESULTS, type Result } from './judge-set.js';
import type { Road, Travelled } from './roads.js';
import type { SetRequest } from './set-file.js';

export interface Judged extends Travelled {
  readonly road: Road;
  readonly request: SetRequest;
  readonly result: Result;
}

/** for each road all of it, then by category and by language; the wrong changes stand first */
export function reportSet(judged: readonly Judged[]): string {
  const roads = [...new Set(judged.map(({ road }) => road))];
  const head = [
    '| road | requests |',
    ...RESULTS.map(result => ` ${result} |`),
    ' median | p95 | tokens read + written |',
  ].join('');
  const rule = `| --- |${' ---: |'.repeat(RESULTS.length + 4)}`;
  const rows = roads.map(road => row(road, of(judged, road), true));
  const parts = (['category', 'language'] as const).flatMap(key => {
    const names = [...new Set(judged.map(({ request }) => request[key]))].toSorted();
    const lines = names.flatMap(name => {
      const some = judged.filter(({ request }) => request[key] === name);
      return roads.map(road => row(`${name}, ${road}`, of(some, road), false));
    });
    return [
      '',
      `| ${key}, road | requests |${RESULTS.map(result => ` ${result} |`).join('')}`,
      `| --- |${' ---: |'.repeat(RESULTS.length + 1)}`,
      ...lines,
    ];
  });
  return [head, rule, ...rows, ...parts].join('\n');
}

function of(judged: readonly Judged[], road: Road): Judged[] {
  return judged.filter(one => one.road === road);
}

function row(name: string, judged: readonly Judged[], costs: boolean): string {
  const count = (result: Result): number => judged.filter(one => one.result === result).length;
  const share = (part: number): string => `${part} (${((100 * part) / Math.max(1, judged.length)).toFixed(1)} %)`;
  const cells = [name, judged.length, ...RESULTS.map(result => share(count(result)))];
  return `| ${[...cells, ...(costs ? costsOf(judged) : [])].join(' | ')} |`;
}

function costsOf(judged: readonly Judged[]): string[] {
  const times = judged.map(({ ms }) => ms);
  const seconds = (part: number): string => `${(at(times, part) / 1000).toFixed(1)} s`;
  return [seconds(0.5), seconds(0.95), tokensOf(judged)];
}

function at(values: readonly number[], part: number): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length * part)] ?? 0;
}

/** medians of the tokens read and written, for each part of a road among those that came to it */
function tokensOf(judged: readonly Judged[]): string {
  const whole = judged.map(({ read, written }) => ({ read, written }));
  const parts = (['label', 'draft', 'vote'] as const).map(part => ({
    part,
    ends: judged.flatMap(({ trace }) => trace?.tokens[part] ?? []),
  }));
  return [{ part: 'all', ends: whole }, ...parts]
    .filter(({ ends }) => ends.length > 0)
    .map(({ part, ends }) => {
      const median = (key: 'read' | 'written'): number =>
        at(
          ends.map(end => end[key]),
          0.5,
        );
      return `${part} ${median('read')} + ${median('written')}`;
    })
    .join(', ');
}

/** requests that were not right, the worst first */
export function missesOf(judged: readonly Judged[]): string {
  return RESULTS.filter(result => result !== 'right')
    .flatMap(result => judged.filter(one => one.result === result))
    .map(
      one =>
        `${one.road.padEnd(6)}${one.result.padEnd(13)}${one.request.category}: ${one.request.request}\n      ${one.shown}`,
    )
    .join('\n');
}
