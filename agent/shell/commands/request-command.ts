import { displayText } from '../../../interfaces/display.js';
import type { ModelClient } from '../../plan/model-client.js';
import type { Plan } from '../../plan/plan.js';
import type { RequestContext } from '../../plan/request.js';
import { resolvePlan } from '../../plan/resolve.js';
import { openModel, refuseBelowFloor } from '../model/agent-connection.js';
import { fitGiven } from '../planning/fit-context.js';
import { promptMessages } from '../planning/plan-exchange.js';
import { readGivenTexts, readPipedRequest, rejectRedactedSecrets } from '../planning/request-input.js';
import { EXIT, ShellError, type ExitCode } from '../environment/exit-codes.js';
import type { Flags } from '../environment/flags.js';
import { makePlan, mayLook } from '../planning/make-plan.js';
import { openMemory, type Memory } from '../planning/session-context.js';
import { showPrompt } from '../planning/show-prompt.js';
import { warmUp } from '../planning/warm-up.js';
import { renderStepLine } from '../execution/render.js';
import { runRepl } from './repl.js';
import type { StepReport } from '../execution/report.js';
import { runRounds } from '../planning/agent-loop.js';
import { withInterruptedRequest, withShell, type Shell } from '../session/shell-session.js';
import { withJson } from '../execution/report.js';
import { createTaint, type Taint } from '../environment/taint.js';
import type { Environment } from '../environment/environment.js';

/** one sentence, from the words to the report; without words, one after another */
export function runRequest(words: string, flags: Flags, environment: Environment): Promise<ExitCode> {
  return withShell(flags, environment, async shell => {
    refuseRoot(environment);
    if (flags.talk) return await (await import('./talk.js')).talk(words, shell);
    refuseBelowFloor(shell);
    const memory = await openMemory(shell);
    if (words === '' && environment.terminal.stdin.isTTY === true) return await converse(shell, memory);
    return await withJson(shell, reports => answerOnce(words, shell, memory, reports));
  });
}

async function answerOnce(words: string, shell: Shell, memory: Memory, reports: StepReport[]): Promise<ExitCode> {
  const opening = openLater(shell);
  const taint = createTaint(words);
  try {
    const request = words === '' ? await readPipedRequest(shell, taint) : words;
    return await handleRequest(request, { shell, open: opening.open, taint, memory, reports });
  } finally {
    await opening.close();
  }
}

/** a model of this machine loads while the rest is read; an endpoint is asked about only once it is known what would go there */
function openLater(shell: Shell): { open: () => Promise<ModelClient>; close: () => Promise<void> } {
  let opened: Promise<ModelClient> | undefined;
  const open = (): Promise<ModelClient> => (opened ??= openModel(shell));
  // told where it is awaited
  if (shell.model.kind === 'local') open().catch(() => {});
  const close = (): Promise<void> | undefined => opened?.then(model => model.close()).catch(() => {});
  return { open, close: async () => await close() };
}

/** the model is woken while the first sentence is still being typed, and stays until the person leaves */
async function converse(shell: Shell, memory: Memory): Promise<ExitCode> {
  const model = await openModel(shell);
  // a person who thinks should find the model where they left it
  model.hold();
  const signal = new AbortController().signal;
  warmUp(model, shell, { signal, onProgress: () => {} }).catch(() => {});
  try {
    return await runRepl(shell.terminal, shell, request =>
      withInterruptedRequest(shell.terminal, ctrlC => {
        const now = { ...shell, signal: ctrlC };
        return handleRequest(request, {
          shell: now,
          open: async () => model,
          taint: createTaint(request),
          memory,
          reports: [],
        });
      }),
    );
  } finally {
    await model.close();
  }
}

/** the model never runs as root, and for root on the host polkit asks nobody */
export function refuseRoot({ terminal, host }: Environment): void {
  if (terminal.uid !== 0 && host.uid !== 0) return;
  throw new ShellError(
    EXIT.usage,
    'no plans are made as root: run llmsh as yourself; polkit asks when root is needed. ' +
      'For root, cron and ansible there is: llmsh apply --yes plan.json',
  );
}

interface Handling {
  readonly shell: Shell;
  readonly open: () => Promise<ModelClient>;
  readonly taint: Taint;
  readonly memory: Memory;
  readonly reports: StepReport[];
}

async function handleRequest(request: string, { shell, open, taint, memory, reports }: Handling): Promise<ExitCode> {
  const { flags, screen, catalog } = shell;
  const given = await readGivenTexts(shell);
  const prompt = (context: RequestContext) => promptMessages(catalog, context, mayLook(shell));
  // a model of this machine counts itself; what goes elsewhere is shown before anybody agrees to it
  const counting = given.length > 0 && shell.model.kind === 'local' ? await open() : undefined;
  const asked = memory.recall({ request }, taint);
  const context = await fitGiven(asked, { given, prompt, model: counting, taint }, shell);
  if (flags.showPrompt) await showPrompt(context, shell);
  const model = await open();
  const plan = await firstPlan(context, shell, model, taint);
  screen.clearStatus();
  if (flags.planOnly) return await printPlan(plan, shell);
  const settled = await runRounds(plan, context, {
    shell,
    taint,
    model,
    onOutcome: outcome => reports.push(...outcome.reports),
    onAnswer: answer => printAnswer(answer, shell),
  });
  await memory.keep(request, settled);
  return settled.exitCode;
}

async function firstPlan(context: RequestContext, shell: Shell, model: ModelClient, taint: Taint): Promise<Plan> {
  const made = await makePlan(context, shell, model, taint);
  const plan = resolvePlan(made, shell.host, shell.catalog);
  rejectRedactedSecrets(plan, context.request);
  return plan;
}

async function printPlan(plan: Plan, { flags, screen, catalog }: Shell): Promise<ExitCode> {
  if (flags.json) {
    const { look, steps, say } = plan;
    await screen.result(`${JSON.stringify({ ...(look === true ? { look } : {}), steps, say })}\n`);
    return EXIT.done;
  }
  const lines = plan.steps.map((step, index) => renderStepLine(step, index, catalog));
  await screen.result(`${[...lines, ...(plan.say === '' ? [] : [displayText(plan.say)])].join('\n')}\n`);
  return EXIT.done;
}

/** words alone are an answer, not a failure */
async function printAnswer(plan: Plan, { flags, screen, planned }: Shell): Promise<void> {
  if (flags.json) planned.say = plan.say;
  else await screen.result(`${displayText(plan.say)}\n`);
}
