import { display } from '../../../interfaces/display.js';
import type { ModelClient } from '../../plan/model-client.js';
import type { Plan, Step } from '../../plan/plan.js';
import { parseReadOn, READ_ON, withReadOn } from '../../plan/read-more.js';
import type { RequestContext } from '../../plan/request.js';
import { resolvePlan } from '../../plan/resolve.js';
import { withoutScripts } from '../../plan/run-script.js';
import { answerInWords, looksAgain } from './answer-from-observations.js';
import { remoteEndpoint } from '../environment/chosen-model.js';
import { rejectRedactedSecrets } from './request-input.js';
import { EXIT, type ExitCode } from '../environment/exit-codes.js';
import { admitResults, describeCost, fitResults, resultTokens } from './observations.js';
import { makePlan } from './make-plan.js';
import type { Outcome } from '../execution/report.js';
import { runPlan } from '../execution/run-plan.js';
import type { Shell } from '../session/shell-session.js';
import type { StepResult } from '../execution/step-result.js';
import type { Taint } from '../environment/taint.js';

/** plans of a request, their results, and the last exit code */
export interface LoopResult {
  readonly plans: readonly Plan[];
  readonly results: readonly StepResult[];
  readonly exitCode: ExitCode;
}

export interface Rounds {
  readonly shell: Shell;
  readonly taint: Taint;
  readonly model: ModelClient;
  /** called as soon as a plan ran, so that a report is whole whatever comes after it */
  readonly onOutcome: (outcome: Outcome) => void;
  readonly onAnswer: (plan: Plan) => Promise<void>;
}

/** read, look, then act: a plan that asks to look has its results quoted to the model, which then plans the rest */
export async function runRounds(first: Plan, context: RequestContext, rounds: Rounds): Promise<LoopResult> {
  const { shell } = rounds;
  const plans: Plan[] = [];
  const results: StepResult[] = [];
  let plan = first;
  for (;;) {
    plan = withoutInvention(await onlyLooks(plan, shell), results);
    plans.push(plan);
    if (plan.steps.length === 0) {
      await rounds.onAnswer(plan);
      return { plans, results, exitCode: EXIT.done };
    }
    const exitCode = await carryOutOne(plan, results, rounds);
    if (plan.look !== true || !mayGoOn(exitCode)) return { plans, results, exitCode };
    const stop = whyStop(plans, shell);
    if (stop !== undefined) {
      await shell.screen.note(stop);
      return { plans, results, exitCode };
    }
    plan = await planOn(context, plans, results, rounds);
  }
}

// a model answers yes or no whether or not its looks found anything
function withoutInvention(plan: Plan, results: readonly StepResult[]): Plan {
  const failed = results.filter(result => result.failed !== undefined);
  if (plan.steps.length > 0 || results.length === 0 || failed.length < results.length) return plan;
  const reasons = failed.map(({ source, failed: why = '' }) => `${source}: ${why.split('\n')[0] ?? ''}`);
  return { steps: [], say: `I could not find out: ${[...new Set(reasons)].join('; ')}` };
}

// a model that was told to look and already acts has not seen what it acts on; what a program does is decided by its tier
async function onlyLooks(plan: Plan, { catalog, screen }: Shell): Promise<Plan> {
  if (plan.look !== true) return plan;
  const changing = catalog.actions.filter(({ risk, tiers }) => !risk.read_only && !tiers.some(tier => tier.read_only));
  const names = new Set(changing.map(({ name }) => name));
  const steps = plan.steps.filter(({ action }) => !names.has(action));
  const left = plan.steps.length - steps.length;
  if (left === 0 || steps.length === 0) return plan;
  await screen.note(
    `Left out of the look: ${left} ${left === 1 ? 'step that changes' : 'steps that change'} something.`,
  );
  return { ...plan, steps };
}

// a program that ended with another status than 0 has found something all the same, and so has who asked for what there is not
function mayGoOn(exitCode: ExitCode): boolean {
  return exitCode === EXIT.done || exitCode === EXIT.failed || exitCode === EXIT.outOfBounds;
}

function whyStop(plans: readonly Plan[], { settings, flags }: Shell): string | undefined {
  const looks = plans.length;
  if (flags.dryRun) return 'The rest would be planned from what is found.';
  if (looks > settings.rounds)
    return `After ${settings.rounds} ${settings.rounds === 1 ? 'look' : 'looks'} there is still no answer: stopped (rounds in llmsh.toml).`;
  return undefined;
}

async function carryOutOne(plan: Plan, results: StepResult[], { shell, taint, onOutcome }: Rounds): Promise<ExitCode> {
  const again = plan.steps.filter(({ action }) => action === READ_ON);
  const steps = plan.steps.filter(({ action }) => action !== READ_ON);
  results.push(...again.map(step => readOn(step, results)));
  if (steps.length === 0) return EXIT.done;
  const { settings, flags } = shell;
  const { json, yes, dryRun } = flags;
  // looks run without a question, unless the plan comes from another machine
  const elsewhere = remoteEndpoint(shell.model) !== undefined;
  const options = { ...shell, taint, json, yes, dryRun, ask: settings.ask || elsewhere };
  const outcome = await runPlan({ ...plan, steps }, options);
  onOutcome(outcome);
  results.push(...outcome.results);
  return outcome.exitCode;
}

function readOn(step: Step, results: readonly StepResult[]): StepResult {
  const { number, offset } = parseReadOn(step);
  const result = results[number - 1];
  const source = `${result?.source ?? 'no such result'}, from ${offset}`;
  return { source, text: result?.text.slice(offset) ?? '', guarded: result?.guarded ?? false, admitted: true };
}

async function planOn(
  context: RequestContext,
  plans: readonly Plan[],
  results: StepResult[],
  { shell, taint, model }: Rounds,
): Promise<Plan> {
  const endpoint = shell.model.kind === 'endpoint' ? shell.model.endpoint : undefined;
  const admitted = await admitResults(results, endpoint, shell);
  // asked about once: what was kept back stays back
  results.splice(0, results.length, ...admitted);
  const looked = fitResults(results, resultTokens(endpoint));
  for (const { label, text } of looked.data) taint.add(display(label), text);
  await shell.screen.note(describeCost(looked, endpoint));
  const typed = withoutScripts(shell.catalog);
  const catalog = looked.cut && endpoint !== undefined ? withReadOn(typed) : typed;
  const steps = plans.flatMap(plan => plan.steps);
  const next = { ...context, looked: { steps, results: looked.data } };
  const plan = resolvePlan(await makePlan(next, shell, model, taint, catalog), shell.host, shell.catalog);
  if (looksAgain(plan, steps)) return await answerInWords(next, shell, model);
  rejectRedactedSecrets(plan, context.request);
  return plan;
}
