import type { Card } from '../../agent/reflex/card.js';
import { ask } from './ask.js';
import { lazyAgent } from './eval.js';
import { KeptReplies } from './kept-replies.js';
import { scoreAll } from './score-all.js';
import type { Scenario } from './scenarios.js';
import type { Scored } from './table.js';

export interface Cascaded {
  readonly scored: Scored;
  /** the reflex planned, and nothing had to be mended by the larger model */
  readonly taken: boolean;
}

/**
 * each scenario put to one agent with both models, the way llmsh does it; `undefined` where the minutes were too few: what was
 * answered is kept, and the next run goes on
 */
export async function askCascade(
  scenarios: readonly Scenario[],
  { adapter, threshold }: Card,
  minutes: number,
): Promise<Cascaded[] | undefined> {
  const lazy = lazyAgent('default');
  const until = Date.now() + 60_000 * minutes;
  const kept = new KeptReplies(`cascade-${adapter.sha256.slice(0, 12)}-${threshold}`, false, false);
  const replies = kept.before(async body => await ask(await lazy.get(), body));
  const timely = function* (): Iterable<Scenario> {
    for (const scenario of scenarios) if (Date.now() < until) yield scenario;
  };
  const all: Cascaded[] = [];
  let planners: (string | undefined)[] = [];
  const both = async (body: Parameters<typeof replies>[0]): ReturnType<typeof replies> => {
    const answer = await replies({ ...body, llmos_reflex: 'on' });
    planners.push(answer.planner);
    return answer;
  };
  try {
    await scoreAll(both, timely(), { model: 'default' }, scored => {
      all.push({ scored, taken: planners.every(name => name === 'reflex') });
      planners = [];
      if (all.length % 20 === 0) process.stderr.write(`${all.length} of ${scenarios.length} asked of both\n`);
    });
  } finally {
    await lazy.stop();
  }
  return all.length < scenarios.length ? undefined : all;
}
