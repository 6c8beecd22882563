import type { Catalog } from '../../interfaces/catalog.js';
import { liftDraft } from '../lift/lift.js';
import { parseShell } from '../lift/parse.js';
import type { LiftContext, Part } from '../lift/part.js';
import type { Message, Plan } from '../plan/plan.js';
import type { CompletionEnd, ModelClient } from '../plan/model-client.js';
import type { Pair } from './bank/pair.js';
import { decide, type Decision, type Scores } from './decide.js';
import { nearestExamples } from './examples.js';
import { findGuesses, findUnused, type Guess } from './grounding.js';
import { labelPrefix } from './label.js';
import { LABELS } from './labels.js';
import { draftMessages, draftPrefix } from './prompt.js';
import { changingParts, onlyTalks, toPlan } from './to-plan.js';
import { askWhich, leavesOut, offerLine, wordsFor, wouldChange } from './words.js';

const MOST_TOKENS = 200;
const CACHE_KEY = 'llmos-draft';

export interface DraftOptions {
  readonly agent: ModelClient;
  readonly model: string;
  readonly catalog: Catalog;
  readonly lift: LiftContext;
  /** names on this machine that resemble words of the request */
  readonly names?: readonly string[];
  readonly data?: readonly { readonly label: string; readonly text: string }[];
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

/** how a plan came about, for `--explain-plan` and for the measurements */
export interface DraftTrace {
  readonly scores: Scores;
  readonly decision: Decision;
  readonly examples: readonly Pair[];
  readonly line?: string;
  readonly problem?: string;
  readonly parts: readonly Part[];
  readonly guesses: readonly Guess[];
  readonly tokens: { readonly label: CompletionEnd; readonly draft?: CompletionEnd };
}

export interface DraftPlanned {
  readonly kind: 'plan' | 'offer' | 'ask' | 'words';
  readonly plan: Plan;
  readonly trace: DraftTrace;
}

/** label, draft, parse, lift; `words` with an empty `say` wants an answer in the model's own words */
export async function planByDraft(request: string, options: DraftOptions): Promise<DraftPlanned> {
  const labelling = label(request, options);
  // found while the model reads
  const examples = nearestExamples(request);
  const labelled = await labelling;
  const decision = decide(labelled.scores);
  const tokens = { label: labelled.end };
  const before = { scores: labelled.scores, decision, examples: [], parts: [], guesses: [], tokens };
  if (decision.label !== 'do' && decision.label !== 'look') {
    return { kind: 'words', plan: inWords(wordsFor(decision.label) ?? ''), trace: before };
  }
  const { text: line, end } = await draft(request, examples, options);
  const drafted = { ...before, examples, line, tokens: { ...tokens, draft: end } };
  return { ...(await understand(request, line, decision, options, drafted)) };
}

async function understand(
  request: string,
  line: string,
  decision: Decision,
  { catalog, lift, names = [] }: DraftOptions,
  drafted: DraftTrace,
): Promise<DraftPlanned> {
  const parsed = await parseShell(line);
  if ('problem' in parsed) {
    const { problem } = parsed;
    return { kind: 'offer', plan: inWords(offerLine(line, problem)), trace: { ...drafted, problem } };
  }
  const lifted = liftDraft(parsed, lift);
  const trace = { ...drafted, parts: lifted.parts };
  if (!decision.mayChange && changingParts(lifted, catalog).length > 0) {
    return { kind: 'ask', plan: inWords(wouldChange(line)), trace };
  }
  if (onlyTalks(lifted)) return { kind: 'words', plan: inWords(wordsFor('cannot') ?? ''), trace };
  const outcome = toPlan(lifted, line, catalog);
  if (outcome.kind === 'offer') return { kind: 'offer', plan: inWords(offerLine(line, outcome.why)), trace };
  const said = [request, lift.user, lift.cwd, lift.home, ...names].join('\n');
  const guesses = findGuesses(lifted.parts, said, catalog);
  const unknown = decision.mayChange ? guesses.filter(({ target }) => target) : [];
  if (unknown.length > 0) {
    const question = askWhich([...new Set(unknown.map(({ value }) => value))], names);
    return { kind: 'ask', plan: inWords(question), trace: { ...trace, guesses } };
  }
  const unused = changingParts(lifted, catalog).length === 0 ? [] : findUnused(request, line);
  if (unused.length > 0) return { kind: 'ask', plan: inWords(leavesOut(unused, line)), trace: { ...trace, guesses } };
  return { kind: 'plan', plan: outcome.plan, trace: { ...trace, guesses } };
}

async function label(request: string, options: DraftOptions): Promise<{ scores: Scores; end: CompletionEnd }> {
  const prefix = labelPrefix();
  const messages = [...prefix, { role: 'user' as const, content: request }];
  const { end } = await ask(messages, { prefix: prefix.length, choices: LABELS, maxTokens: 1 }, options);
  return { scores: end.scores ?? {}, end };
}

async function draft(
  request: string,
  examples: readonly Pair[],
  options: DraftOptions,
): Promise<{ text: string; end: CompletionEnd }> {
  const prefix = draftPrefix();
  const { names, data } = options;
  const behind = draftMessages({ request, examples, ...(names && { names }), ...(data && { data }) });
  const limits = { prefix: prefix.length, grammar: 'shell' as const, maxTokens: MOST_TOKENS };
  const { text, end } = await ask([...prefix, ...behind], limits, options);
  return { text: text.trim(), end };
}

interface Limits {
  readonly prefix: number;
  readonly maxTokens: number;
  readonly choices?: readonly string[];
  readonly grammar?: 'shell';
}

async function ask(
  messages: readonly Message[],
  limits: Limits,
  { agent, model, signal, onProgress }: DraftOptions,
): Promise<{ text: string; end: CompletionEnd }> {
  let end: CompletionEnd = { read: 0, written: 0 };
  const text = await agent.complete({
    messages,
    ...limits,
    model,
    cacheKey: CACHE_KEY,
    signal,
    onText: () => {},
    onProgress,
    onEnd: told => (end = told),
  });
  return { text, end };
}

function inWords(say: string): Plan {
  return { steps: [], say };
}
