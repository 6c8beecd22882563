import type { Catalog } from '../../../interfaces/catalog.js';
import { display } from '../../../interfaces/display.js';
import { findAction, type RunResult } from '../../operator-client/client.js';
import type { CallError } from '../../operator-client/errors.js';
import { EXIT, type ExitCode } from '../environment/exit-codes.js';
import { explainError } from '../terminal/explain-error.js';
import { grantPlan, type Granted } from './authorize-plan.js';
import { renderReviewed } from './render.js';
import { classifyError, skipped, type Outcome, type StepReport } from './report.js';
import { renderFindings, summarize } from '../terminal/result-text.js';
import { readProgramResult, type ProgramResult } from './program-result.js';
import { reviewStep, type Reviewed } from './review.js';
import { runStep, type StepContext } from './run-step.js';
import { failedResult, stepResult, type StepResult } from './step-result.js';
import type { StreamPrinter } from '../terminal/stream-printer.js';
import { unreadableHint } from './unreadable.js';

interface Finished {
  readonly report: StepReport;
  readonly result?: StepResult;
  readonly exitCode: ExitCode;
}

export interface CarryContext extends StepContext {
  readonly catalog: Catalog;
}

/** step by step, in order; the first that does not succeed ends it, and what was not tried is said to be skipped */
export async function carryOut(steps: readonly Reviewed[], context: CarryContext): Promise<Outcome> {
  const reports: StepReport[] = [];
  const results: StepResult[] = [];
  let exitCode: ExitCode = EXIT.done;
  let granted: Granted = { kind: 'granted', grants: [] };
  let covered = 0;
  for (const [index, reviewed] of steps.entries()) {
    if (exitCode !== EXIT.done || context.signal.aborted) {
      reports.push(skipped(reviewed.step.action));
      continue;
    }
    if (index === covered) {
      granted = await grantPlan(steps.slice(index), context);
      covered += granted.kind === 'granted' ? granted.grants.length : 1;
    }
    const finished =
      granted.kind === 'error'
        ? await finishError(reviewed, index, granted.error, context)
        : await carryOutStep(reviewed, index, granted.grants.at(index - covered) ?? '', context);
    reports.push(finished.report);
    if (finished.result !== undefined) results.push(finished.result);
    exitCode = finished.exitCode;
  }
  const left = reports.filter(report => report.status === 'skipped').length;
  if (left > 0) await context.screen.note(`${left} ${left === 1 ? 'step was' : 'steps were'} not tried.`);
  return { reports, results, exitCode: context.signal.aborted ? EXIT.interrupted : exitCode };
}

async function carryOutStep(before: Reviewed, index: number, grant: string, context: CarryContext): Promise<Finished> {
  const reviewed = before.problem ? await reviewLate(before, index, context) : before;
  if (reviewed.problem) return await finishError(reviewed, index, reviewed.problem, context);
  context.screen.status(`step ${index + 1}: ${display(reviewed.step.action)} …`);
  const outcome = await runStep(reviewed, grant, context);
  context.screen.clearStatus();
  if (outcome.kind === 'error') return await finishError(reviewed, index, outcome.error, context);
  await showResult(reviewed, outcome.result, outcome.printer, context.catalog);
  const finished = await finishRun(reviewed, index, outcome.result, context);
  return { ...finished, result: stepResult(reviewed, outcome.result, context.catalog) };
}

// asks for the preview again, and shows it: it may depend on the earlier steps
async function reviewLate(before: Reviewed, index: number, context: CarryContext): Promise<Reviewed> {
  const reviewed = await reviewStep(before.step, context);
  // a tier that the person did not say yes to is never taken
  if (reviewed.tier !== before.tier) return before;
  if (!reviewed.problem) {
    await context.screen.note(renderReviewed(reviewed, index, context.catalog, context.screen.paint));
  }
  return reviewed;
}

async function showResult(
  reviewed: Reviewed,
  { values }: RunResult,
  printer: StreamPrinter,
  catalog: Catalog,
): Promise<void> {
  const action = findAction(catalog, reviewed.step.action);
  for (const [stream, text] of readProgramResult(values, action).streams) await printer.rest(stream, text);
  // a look prints its result; the report says what a change did
  if (action.risk.read_only) await printer.found(renderFindings(values, action));
}

async function finishRun(
  reviewed: Reviewed,
  index: number,
  result: RunResult,
  context: CarryContext,
): Promise<Finished> {
  const { values, record } = result;
  const action = findAction(context.catalog, reviewed.step.action);
  const program = readProgramResult(values, action);
  const { exitStatus, signal, streams } = program;
  const failed = (exitStatus !== null && exitStatus !== 0) || signal !== undefined;
  const how = endOf(program);
  const cut = program.truncated ? 'there is more: it was cut' : '';
  const notes = [failed ? how : '', cut, action.risk.read_only ? '' : summarize(values, action)].filter(Boolean);
  const { paint } = context.screen;
  const word = failed ? paint.red('failed') : paint.green('done');
  await context.screen.note(`step ${index + 1}: ${word}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`);
  const hint = failed ? unreadableHint(reviewed, streams.get('stderr'), action) : '';
  if (hint !== '') await context.screen.note(hint);
  const report: StepReport = {
    action: reviewed.step.action,
    status: failed ? 'failed' : 'done',
    record: record === '' ? null : record,
    exit_status: exitStatus,
    error: signal === undefined ? null : how,
  };
  return { report, exitCode: failed ? EXIT.failed : EXIT.done };
}

function endOf({ exitStatus, signal }: ProgramResult): string {
  return signal === undefined ? `exit status ${exitStatus ?? 0}` : `ended by signal ${display(signal)}`;
}

async function finishError(
  reviewed: Reviewed,
  index: number,
  error: CallError,
  { screen, catalog }: CarryContext,
): Promise<Finished> {
  const { action } = reviewed.step;
  const { status, exitCode } = classifyError(error.code);
  const text = explainError(error);
  await screen.note(`step ${index + 1}: ${screen.paint.red(status)}: ${text}`);
  const report: StepReport = { action, status, record: null, exit_status: null, error: text };
  return { report, result: failedResult(reviewed, text, catalog), exitCode };
}
