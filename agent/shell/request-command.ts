import { displayText } from '../../interfaces/display.js';
import type { Plan } from '../plan/plan.js';
import type { RequestContext } from '../plan/request.js';
import { resolvePlan } from '../plan/resolve.js';
import type { AgentClient } from './agent-client.js';
import { openAgent } from './agent-connection.js';
import { readContext, readPipedRequest, refuseHidden } from './context.js';
import { EXIT, ShellError, type ExitCode } from './exit-codes.js';
import type { Flags } from './flags.js';
import { askForPlan, promptMessages, warmUp } from './planner.js';
import { renderStepLine } from './render.js';
import { runRepl } from './repl.js';
import { createStepPreview } from './step-preview.js';
import { runToJson } from './report.js';
import { settlePlan } from './session.js';
import { withInterrupt, withJsonOnFailure, withShell, type Shell } from './shell-session.js';
import { createTaint, type Taint } from './taint.js';
import { createWaiting } from './waiting.js';
import type { World } from './world.js';

/** one sentence, from the words to the report; without words, one after another */
export function runRequest(words: string, flags: Flags, world: World): Promise<ExitCode> {
  return withShell(flags, world, async shell => {
    refuseRoot(world);
    if (words === '' && world.stdin.isTTY === true) return await converse(shell);
    return await withJsonOnFailure(shell, () => answerOnce(words, shell));
  });
}

async function answerOnce(words: string, shell: Shell): Promise<ExitCode> {
  const agent = openAgent(shell);
  // told where it is awaited
  agent.catch(() => {});
  const taint = createTaint(words);
  try {
    const request = words === '' ? await readPipedRequest(shell, taint) : words;
    return await handleRequest(request, shell, agent, taint);
  } finally {
    await agent.then(opened => opened.close()).catch(() => {});
  }
}

/** the model is woken while the first sentence is still being typed, and stays until the person leaves */
async function converse(shell: Shell): Promise<ExitCode> {
  const { world, catalog, settings } = shell;
  const agent = await openAgent(shell);
  const signal = new AbortController().signal;
  const { model, max_tokens: maxTokens } = settings;
  warmUp({ agent, catalog, model, maxTokens, signal, onProgress: () => {} }).catch(() => {});
  try {
    return await runRepl(world, shell, request =>
      withInterrupt(world, ctrlC =>
        handleRequest(request, { ...shell, signal: ctrlC }, Promise.resolve(agent), createTaint(request)),
      ),
    );
  } finally {
    await agent.close();
  }
}

export function refuseRoot(world: World): void {
  if (world.uid !== 0) return;
  throw new ShellError(
    EXIT.usage,
    'no plans are made as root: run llmsh as yourself; polkit asks when root is needed. ' +
      'For root, cron and ansible there is: llmsh apply --yes plan.json',
  );
}

async function handleRequest(
  request: string,
  shell: Shell,
  agent: Promise<AgentClient>,
  taint: Taint,
): Promise<ExitCode> {
  const { flags, world, screen } = shell;
  const context = await readContext(request, shell, taint);
  if (flags.showPrompt) await showPrompt(context, shell);
  const plan = resolvePlan(await makePlan(context, shell, await agent, taint), world);
  refuseHidden(plan, request);
  screen.clearStatus();
  if (flags.planOnly) return await printPlan(plan, shell);
  if (plan.steps.length === 0) return await printAnswer(plan, shell);
  const { json, yes, dryRun } = flags;
  return await settlePlan(plan, { ...shell, taint, json, yes, dryRun, ask: shell.settings.ask });
}

async function makePlan(context: RequestContext, shell: Shell, agent: AgentClient, taint: Taint): Promise<Plan> {
  const { settings, catalog, screen, signal } = shell;
  const waiting = createWaiting(screen);
  const preview = createStepPreview(waiting, screen, catalog);
  waiting.say('planning …');
  try {
    const { plan, repaired } = await askForPlan(context, {
      agent,
      catalog,
      model: settings.model,
      maxTokens: settings.max_tokens,
      signal,
      onProgress: text => waiting.say(displayText(text)),
      onSteps: steps => preview.show(steps),
    });
    // the errors that went back quote the model's own words
    if (repaired) taint.add('a repaired answer');
    return plan;
  } finally {
    waiting.stop();
    screen.clearStatus();
  }
}

async function showPrompt(context: RequestContext, { catalog, screen }: Shell): Promise<void> {
  const messages = promptMessages(catalog, context);
  const blocks = messages.map(({ role, content }) => `--- ${role}\n${displayText(content)}`);
  await screen.note(`${blocks.join('\n')}\n---`);
}

async function printPlan(plan: Plan, { flags, screen, catalog }: Shell): Promise<ExitCode> {
  if (flags.json) {
    await screen.result(`${JSON.stringify({ steps: plan.steps, say: plan.say })}\n`);
    return EXIT.done;
  }
  const lines = plan.steps.map((step, index) => renderStepLine(step, index, catalog));
  await screen.result(`${[...lines, ...(plan.say === '' ? [] : [displayText(plan.say)])].join('\n')}\n`);
  return EXIT.done;
}

/** words alone are an answer, not a failure */
async function printAnswer(plan: Plan, { flags, screen }: Shell): Promise<ExitCode> {
  if (flags.json) {
    await screen.note(displayText(plan.say));
    await screen.result(runToJson([]));
  } else await screen.result(`${displayText(plan.say)}\n`);
  return EXIT.done;
}
