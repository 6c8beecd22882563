import { display, displayText } from '../../../interfaces/display.js';
import { connectOperator, type OperatorClient } from '../../operator-client/client.js';
import { findTier } from '../../operator-client/action-facts.js';
import { CallError, toCallError } from '../../operator-client/errors.js';
import type { Plan } from '../../plan/plan.js';
import { isScriptStep, misplacedScript } from '../../plan/run-script.js';
import { carryOut, type CarryContext } from './execute-steps.js';
import { confirmPlan } from './confirm.js';
import { editPlan } from './edit-plan.js';
import { EXIT, ShellError } from '../environment/exit-codes.js';
import { refuseReplaced } from '../environment/replaced.js';
import { explainError } from '../terminal/explain-error.js';
import { checkAnswerable } from './password-available.js';
import { renderReviewed, renderStepLine } from './render.js';
import { classifyError, skipped, type Outcome } from './report.js';
import { isForbidden, isHarmless, needsPassword, reviewPlan, type ReviewContext, type Reviewed } from './review.js';
import { runScript } from './run-script.js';
import type { SessionOptions } from './session-options.js';
import { failedResult } from './step-result.js';

/** a plan as it stands: reviewed, shown, confirmed, run; a script comes last, with a question of its own */
export async function runPlan(plan: Plan, options: SessionOptions): Promise<Outcome> {
  const problem = misplacedScript(plan);
  if (problem !== undefined) throw new ShellError(EXIT.outOfBounds, `${problem}; nothing was run`);
  const [script, ...before] = plan.steps.toReversed();
  if (script === undefined || !isScriptStep(script)) return await runTyped(plan, options);
  if (before.length === 0) return await runScript(script, 0, options);
  const typed = { ...plan, steps: before.toReversed() };
  const behind = `${renderStepLine(script, before.length, options.catalog)}\n     rehearsed when its turn comes, and asked about then`;
  const first = await runTyped(typed, options, behind);
  if (first.exitCode !== EXIT.done || options.dryRun) {
    return { ...first, reports: [...first.reports, skipped(script.action)] };
  }
  const second = await runScript(script, before.length, options);
  return {
    reports: [...first.reports, ...second.reports],
    results: [...first.results, ...second.results],
    exitCode: second.exitCode,
  };
}

async function runTyped(plan: Plan, options: SessionOptions, behind?: string): Promise<Outcome> {
  const operator = await openOperator(options);
  try {
    return await askForConsent(plan, operator, options, behind);
  } finally {
    operator.close();
  }
}

async function openOperator({ host, catalog, terminal }: SessionOptions): Promise<OperatorClient> {
  try {
    return await connectOperator(await host.connectBus(), catalog);
  } catch (error) {
    refuseReplaced(terminal);
    throw new ShellError(EXIT.noHelper, `the system bus cannot be reached: ${describeCause(error)}; see llmsh doctor`);
  }
}

function describeCause(error: unknown): string {
  return displayText(error instanceof Error ? error.message : String(error));
}

async function askForConsent(
  plan: Plan,
  operator: OperatorClient,
  options: SessionOptions,
  behind?: string,
): Promise<Outcome> {
  const { screen, catalog, signal } = options;
  const reviewed = await review(plan, { operator, catalog });
  await showPlan(reviewed, options);
  if (behind !== undefined) await screen.note(behind);
  const hopeless = await refuseEarly(reviewed, options);
  if (hopeless) return hopeless;
  const allSkipped = reviewed.map(({ step }) => skipped(step.action));
  const none = { reports: allSkipped, results: [] };
  if (options.dryRun) return { ...none, exitCode: EXIT.done };
  const answer = await mayRun(reviewed, options);
  if (answer === 'edit') return await runPlan(await editPlan(plan, options), options);
  if (answer === 'interrupted') return { ...none, exitCode: EXIT.interrupted };
  if (answer !== 'yes') return { ...none, exitCode: EXIT.notConfirmed };
  refuseReplaced(options.terminal);
  const context: CarryContext = { ...options, operator, catalog, screen, signal };
  return await carryOut(reviewed, context);
}

async function review(plan: Plan, context: ReviewContext): Promise<Reviewed[]> {
  try {
    return await reviewPlan(plan, context);
  } catch (error) {
    const { code, message } = toCallError(error);
    // a look changes nothing, so nothing can be half done
    const problem = new CallError(code === 'lost' ? 'no-helper' : code, message);
    throw new ShellError(classifyError(problem.code).exitCode, explainError(problem));
  }
}

async function showPlan(reviewed: readonly Reviewed[], { screen, catalog, taint }: SessionOptions): Promise<void> {
  const lines = reviewed.flatMap((item, index) => {
    const foreign = taint.foreignParameters(item.step);
    const mark = screen.paint.yellow(`     not from your words: ${foreign.map(display).join(', ')}`);
    return [renderReviewed(item, index, catalog, screen.paint), ...(foreign.length === 0 ? [] : [mark])];
  });
  await screen.note(lines.join('\n'));
  if (taint.reasons.length === 0) return;
  await screen.note(screen.paint.yellow(`Planned with text that you did not type: ${taint.reasons.join(', ')}.`));
}

/** ends a plan that cannot succeed before its question: no step of it runs */
async function refuseEarly(reviewed: readonly Reviewed[], options: SessionOptions): Promise<Outcome | undefined> {
  const at = reviewed.findIndex((item, index) => isHopeless(item, index));
  const item = reviewed[at];
  if (item === undefined) return await refuseUnanswerable(reviewed, options);
  const code = item.problem?.code ?? 'not-authorized';
  const { status, exitCode } = classifyError(code);
  const error = item.problem ? explainError(item.problem) : "polkit's rules do not allow it";
  await options.screen.note(`step ${at + 1}: ${options.screen.paint.red(status)}: ${error}; nothing was run`);
  const reports = reviewed.map(({ step }, index) =>
    index === at ? { ...skipped(step.action), status, error } : skipped(step.action),
  );
  return { reports, results: [failedResult(item, error, options.catalog)], exitCode };
}

// a problem of a later step may be one that an earlier step cures, unless it is a bound
function isHopeless(item: Reviewed, index: number): boolean {
  if (isForbidden(item)) return true;
  if (!item.problem) return false;
  return index === 0 || classifyError(item.problem.code).exitCode === EXIT.outOfBounds;
}

async function refuseUnanswerable(
  reviewed: readonly Reviewed[],
  { catalog, host, screen, dryRun }: SessionOptions,
): Promise<Outcome | undefined> {
  const asked = reviewed.filter(needsPassword);
  if (asked.length === 0 || dryRun) return undefined;
  const reason = await checkAnswerable(
    host,
    asked.some(({ facts }) => findTier(catalog, facts?.action_id).asks_self),
  );
  if (reason === undefined) return undefined;
  await screen.note(screen.paint.red(reason));
  const reports = reviewed.map(item =>
    needsPassword(item)
      ? { ...skipped(item.step.action), status: 'refused' as const, error: reason }
      : skipped(item.step.action),
  );
  return { reports, results: [], exitCode: EXIT.refusedByPolkit };
}

async function mayRun(reviewed: readonly Reviewed[], options: SessionOptions) {
  const { catalog, taint, terminal, screen, signal } = options;
  const tainted = taint.reasons.length > 0;
  if (options.yes && !tainted) return 'yes';
  if (!options.ask && !tainted && reviewed.every(item => isHarmless(item, catalog))) return 'yes';
  const answer = await confirmPlan(terminal, !options.json, signal);
  if (answer === 'nobody') {
    const why = tainted
      ? 'steps planned with text that you did not type need your own yes'
      : '--yes confirms without one';
    await screen.note(`Not confirmed: there is no terminal to ask on, and nothing was run; ${why}.`);
  } else if (answer === 'no' || answer === 'interrupted') await screen.note('Nothing was run.');
  return answer;
}
