import type { Catalog } from '../../interfaces/catalog.js';
import { copyText } from '../lift/copy.js';
import { liftDraft } from '../lift/lift.js';
import { parseShell } from '../lift/parse.js';
import type { LiftContext, Part } from '../lift/part.js';
import type { Plan } from '../plan/plan.js';
import type { CompletionEnd } from '../plan/model-client.js';
import { isScriptStep } from '../plan/run-script.js';
import { askModel, type Asking } from './ask-model.js';
import type { Pair } from './bank/pair.js';
import { agrees, decide, type Decision, type Scores } from './decide.js';
import { nearestExamples } from './examples.js';
import { findGuesses, findSplit, findUnused, guessedFiles, type Guess } from './grounding.js';
import { labelPrefix } from './label.js';
import { LABELS } from './labels.js';
import { draftMessages, draftPrefix } from './prompt.js';
import { changingParts, onlyTalks, toPlan } from './to-plan.js';
import { vote } from './vote.js';
import { askWhich, leavesOut, notSure, offerLine, wordsFor, wouldChange } from './words.js';

const MOST_TOKENS = 200;

export interface DraftOptions extends Asking {
  readonly catalog: Catalog;
  readonly lift: LiftContext;
  /** names on this machine that resemble words of the request */
  readonly names?: readonly string[];
  readonly data?: readonly { readonly label: string; readonly text: string }[];
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
  /** how sure the model is, seeing the line, that it may run */
  readonly vote?: number;
  readonly tokens: { readonly label: CompletionEnd; readonly draft?: CompletionEnd; readonly vote?: CompletionEnd };
}

export interface DraftPlanned {
  readonly kind: 'plan' | 'offer' | 'ask' | 'words';
  readonly plan: Plan;
  readonly trace: DraftTrace;
}

/** label, draft, parse, lift, vote; `words` with an empty `say` wants an answer in the model's own words */
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
  options: DraftOptions,
  drafted: DraftTrace,
): Promise<DraftPlanned> {
  const { catalog, lift } = options;
  const parsed = await parseShell(line);
  if ('problem' in parsed) {
    const { problem } = parsed;
    return { kind: 'offer', plan: inWords(offerLine(line, problem)), trace: { ...drafted, problem } };
  }
  const lifted = liftDraft(parsed, lift);
  const changes = changingParts(lifted, catalog).length > 0;
  const trace = { ...drafted, parts: lifted.parts };
  if (!decision.mayChange && changes) return { kind: 'ask', plan: inWords(wouldChange(line)), trace };
  if (onlyTalks(lifted)) return { kind: 'words', plan: inWords(wordsFor('cannot') ?? ''), trace };
  const outcome = toPlan(lifted, { line, cwd: lift.cwd, copy: text => copyText(text, lift) }, catalog);
  if (outcome.kind === 'offer') return { kind: 'offer', plan: inWords(offerLine(line, outcome.why)), trace };
  const said = saidWords(request, options);
  const isWhole = outcome.plan.steps.length === 1 && outcome.plan.steps.some(isScriptStep);
  const guesses = [...(isWhole ? [] : findGuesses(lifted.parts, said, catalog)), ...guessedFiles(outcome.files, said)];
  const guessed = { ...trace, guesses };
  if (!changes) return { kind: 'plan', plan: outcome.plan, trace: guessed };
  const question = askFirst(request, { line, parts: lifted.parts, guesses }, options);
  if (question !== undefined) return { kind: 'ask', plan: inWords(question), trace: guessed };
  const voted = await vote(request, line, options);
  const whole = { ...guessed, vote: voted.score, tokens: { ...drafted.tokens, vote: voted.end } };
  if (!agrees(decision, voted.score)) return { kind: 'ask', plan: inWords(notSure(line)), trace: whole };
  return { kind: 'plan', plan: outcome.plan, trace: whole };
}

function saidWords(request: string, { lift, names = [] }: DraftOptions): string {
  return [request, lift.user, lift.cwd, lift.home, ...names].join('\n');
}

/** a question about what a change would act on without being told, or would leave out */
function askFirst(
  request: string,
  { line, parts, guesses }: { line: string; parts: readonly Part[]; guesses: readonly Guess[] },
  { names = [] }: DraftOptions,
): string | undefined {
  const unknown = guesses.filter(({ target }) => target).map(({ value }) => value);
  if (unknown.length > 0) return askWhich([...new Set(unknown)], names);
  const unused = [...findUnused(request, line), ...findSplit(request, parts)];
  return unused.length > 0 ? leavesOut(unused, line) : undefined;
}

async function label(request: string, options: DraftOptions): Promise<{ scores: Scores; end: CompletionEnd }> {
  const prefix = labelPrefix();
  const messages = [...prefix, { role: 'user' as const, content: request }];
  const { end } = await askModel(messages, { prefix: prefix.length, choices: LABELS, maxTokens: 1 }, options);
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
  const { text, end } = await askModel([...prefix, ...behind], limits, options);
  return { text: text.trim(), end };
}

function inWords(say: string): Plan {
  return { steps: [], say };
}
