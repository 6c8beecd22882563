import { display } from '../../../interfaces/display.js';
import { redactSecrets } from '../../../interfaces/redact.js';
import type { Endpoint } from '../../endpoints/endpoint.js';
import { estimateTokens } from '../../endpoints/outgoing.js';
import type { Shell } from '../session/shell-session.js';
import type { StepResult } from '../execution/step-result.js';

// seven seconds of reading for the default model
const LOCAL_TOKENS = 512;
const MOST_TOKENS = 8192;
// tokens that the default model reads in a second
const LOCAL_SPEED = 70;

export interface Quoted {
  readonly label: string;
  readonly text: string;
}

export interface Looked {
  readonly data: readonly Quoted[];
  /** something was left out, and can be read on */
  readonly cut: boolean;
}

export function resultTokens(endpoint: Endpoint | undefined): number {
  return endpoint === undefined ? LOCAL_TOKENS : Math.min(MOST_TOKENS, Math.floor(endpoint.context / 8));
}

/** results within their budget, the latest first to be kept whole; what is cut is said to the model and to the person */
export function fitResults(results: readonly StepResult[], tokens: number): Looked {
  const data: Quoted[] = [];
  let left = tokens;
  let cut = false;
  for (const [index, { source, text }] of [...results.entries()].toReversed()) {
    const share = Math.max(32, Math.floor(left / (index + 1)));
    const fitted = cutMiddle(text, share, index + 1);
    cut ||= fitted !== text;
    left = Math.max(0, left - estimateTokens(fitted));
    data.unshift({ label: `result ${index + 1} from ${source}`, text: fitted === '' ? '(nothing)' : fitted });
  }
  return { data, cut };
}

function cutMiddle(text: string, tokens: number, number: number): string {
  if (estimateTokens(text) <= tokens) return text;
  // characters may have several bytes: what is kept is counted, not guessed
  let half = Math.floor((tokens * 3) / 2);
  while (half > 0 && estimateTokens(text.slice(0, half) + text.slice(-half)) > tokens) half = Math.floor(half * 0.8);
  const missing = text.length - 2 * half;
  const where = `result ${number}, offset ${half}`;
  return `${text.slice(0, half)}\n[… ${missing} characters left out: ${where} …]\n${text.slice(-half)}`;
}

/** results that may go to the model; asks before text that needed a password goes to another machine, and names both */
export async function admitResults(
  results: readonly StepResult[],
  endpoint: Endpoint | undefined,
  { terminal, screen, signal }: Shell,
): Promise<StepResult[]> {
  const admitted: StepResult[] = [];
  for (const result of results) {
    const text = redactSecrets(result.text);
    const question = `Send the result of ${display(result.source)} to ${endpoint?.name} (${display(endpoint?.url ?? '')})? [y/N] `;
    const asked = endpoint !== undefined && result.guarded && result.admitted !== true;
    const answer = asked ? await terminal.openTty()?.ask(question, signal) : 'y';
    const yes = /^y(es)?$/i.test(answer?.trim() ?? '');
    if (!yes) await screen.note(`The result of ${display(result.source)} stays here.`);
    admitted.push({ ...result, text: yes ? text : '(kept back by the person)', admitted: true });
  }
  return admitted;
}

/** tells the cost of a further round before it begins */
export function describeCost({ data, cut }: Looked, endpoint: Endpoint | undefined): string {
  const tokens = data.reduce((sum, { text }) => sum + estimateTokens(text), 0);
  const where =
    endpoint === undefined ? `about ${Math.ceil(tokens / LOCAL_SPEED)} s of reading` : `sent to ${endpoint.name}`;
  return `The model looks at the results (${tokens} tokens${cut ? ', cut in the middle' : ''}, ${where}); ctrl-c leaves it at that.`;
}
