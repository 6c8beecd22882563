import { displayText } from '../../interfaces/display.js';
import type { Part } from '../lift/part.js';
import { isScriptStep } from '../plan/run-script.js';
import type { DraftPlanned } from './plan-by-draft.js';

/** how a plan came about, line by line: labels, examples, draft, and what each part of it became */
export function explainDraft({ kind, plan, trace }: DraftPlanned): string {
  const { scores, decision, examples, line, problem, parts, guesses, vote, tokens } = trace;
  const likely = Object.entries(scores)
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, 3)
    .map(([label, score]) => `${label} ${score.toFixed(2)}`);
  const costs = Object.entries(tokens).map(([part, { read, written }]) => `${part} ${read} read, ${written} written`);
  const lines = [
    `intent: ${likely.join(', ')}; taken for ${decision.label}`,
    ...examples.map(([request, example]) => `example: ${request} => ${example}`),
    ...(line === undefined ? [] : [`draft: ${line}`]),
    ...(problem === undefined ? [] : [`not parsed: ${problem}`]),
    ...parts.map(part => explainPart(part, plan.steps.some(isScriptStep))),
    ...guesses.map(({ param, value }) => `not from your words: ${param} ${value}`),
    ...(vote === undefined ? [] : [`second vote: wanted as it stands ${vote.toFixed(2)}`]),
    `outcome: ${kind}`,
    `tokens: ${costs.join('; ')}`,
  ];
  return lines.map(text => displayText(text)).join('\n');
}

function explainPart(part: Part, rehearsed: boolean): string {
  if (rehearsed) return `rehearsed with the rest: ${part.source} (${part.why})`;
  if (part.kind === 'step') return `step: ${part.source} => ${JSON.stringify(part.step)} by ${part.why}`;
  const what = part.kind === 'look' ? 'look' : 'not carried out';
  return `${what}: ${part.source} (${part.why})`;
}
