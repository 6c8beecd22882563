import type { Token } from 'node-llama-cpp';
import type { Loaded } from '../llama/llama.js';
import { RequestError } from './request-error.js';

/** the probability of each choice among the choices: they add up to 1 */
export type Scores = Readonly<Record<string, number>>;

/** reads the last token and compares the logits of the choices; no token is sampled */
export async function scoreChoices(
  loaded: Loaded,
  last: Token,
  choices: readonly string[],
): Promise<{ readonly text: string; readonly scores: Scores }> {
  const firsts = choices.map(choice => firstToken(choice, loaded));
  if (new Set(firsts).size !== choices.length)
    throw new RequestError(400, 'invalid_request', 'llmos_choices: each choice must begin with another token');
  loaded.shareCores();
  const options = { generateNext: { logits: { filter: { tokens: firsts } } } };
  const [output] = await loaded.sequence.controlledEvaluate([[last, options]]);
  const logits = firsts.map(token => output?.next.logits?.get(token) ?? -Infinity);
  const highest = Math.max(...logits);
  const weights = logits.map(logit => Math.exp(logit - highest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return {
    text: choices[logits.indexOf(highest)] ?? '',
    scores: Object.fromEntries(choices.map((choice, index) => [choice, (weights[index] ?? 0) / sum])),
  };
}

function firstToken(text: string, { model }: Loaded): Token {
  const [first] = model.tokenize(text);
  if (first === undefined) throw new RequestError(400, 'invalid_request', 'llmos_choices: a choice has no token');
  return first;
}
