import { displayText } from '../../interfaces/display.js';
import type { Endpoint } from '../endpoints/endpoint.js';
import { outgoing } from '../endpoints/outgoing.js';
import type { Plan } from '../plan/plan.js';
import type { RequestContext } from '../plan/request.js';
import { resolvePlan } from '../plan/resolve.js';
import type { ModelClient } from '../plan/model-client.js';
import { openModel, refuseBelowFloor } from './agent-connection.js';
import { chosenModel, remoteEndpoint } from './chosen-model.js';
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
    refuseBelowFloor(shell);
    if (words === '' && world.stdin.isTTY === true) return await converse(shell);
    return await withJsonOnFailure(shell, () => answerOnce(words, shell));
  });
}

async function answerOnce(words: string, shell: Shell): Promise<ExitCode> {
  const opening = openLater(shell);
  const taint = createTaint(words);
  try {
    const request = words === '' ? await readPipedRequest(shell, taint) : words;
    return await handleRequest(request, shell, opening.open, taint);
  } finally {
    await opening.close();
  }
}

/** a model of this machine loads while the rest is read; an endpoint is asked about only once it is known what would go there */
function openLater(shell: Shell): { open: () => Promise<ModelClient>; close: () => Promise<void> } {
  let opened: Promise<ModelClient> | undefined;
  const open = (): Promise<ModelClient> => (opened ??= openModel(shell));
  // told where it is awaited
  if (chosenModel(shell.settings, shell.settings.model).kind === 'local') open().catch(() => {});
  const close = (): Promise<void> | undefined => opened?.then(model => model.close()).catch(() => {});
  return { open, close: async () => await close() };
}

/** the model is woken while the first sentence is still being typed, and stays until the person leaves */
async function converse(shell: Shell): Promise<ExitCode> {
  const { world, catalog, settings } = shell;
  const agent = await openModel(shell);
  // a person who thinks should find the model where they left it
  agent.hold();
  const signal = new AbortController().signal;
  const { model, max_tokens: maxTokens } = settings;
  warmUp({ agent, catalog, model, maxTokens, signal, onProgress: () => {} }).catch(() => {});
  try {
    return await runRepl(world, shell, request =>
      withInterrupt(world, ctrlC =>
        handleRequest(request, { ...shell, signal: ctrlC }, async () => agent, createTaint(request)),
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
  open: () => Promise<ModelClient>,
  taint: Taint,
): Promise<ExitCode> {
  const { flags, world, screen } = shell;
  const context = await readContext(request, shell, taint);
  if (flags.showPrompt) await showPrompt(context, shell);
  const plan = resolvePlan(await makePlan(context, shell, await open(), taint), world);
  refuseHidden(plan, request);
  screen.clearStatus();
  if (flags.planOnly) return await printPlan(plan, shell);
  if (plan.steps.length === 0) return await printAnswer(plan, shell);
  const { json, yes, dryRun } = flags;
  // what only looks runs unasked, unless it was thought out on another machine
  const elsewhere = remoteEndpoint(chosenModel(shell.settings, shell.settings.model)) !== undefined;
  return await settlePlan(plan, { ...shell, taint, json, yes, dryRun, ask: shell.settings.ask || elsewhere });
}

async function makePlan(context: RequestContext, shell: Shell, agent: ModelClient, taint: Taint): Promise<Plan> {
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

async function showPrompt(context: RequestContext, { catalog, screen, settings }: Shell): Promise<void> {
  const chosen = chosenModel(settings, settings.model);
  const messages = promptMessages(catalog, context);
  const leaving = chosen.kind === 'endpoint' ? outgoing(messages) : messages;
  const blocks = leaving.map(({ role, content }) => `--- ${role}\n${displayText(content)}`);
  await screen.note(`${blocks.join('\n')}\n---${chosen.kind === 'endpoint' ? describeWay(chosen.endpoint) : ''}`);
}

function describeWay({ url, model, schema }: Endpoint): string {
  const beside = schema ? ', beside it the schema of a plan (llmsh actions --json)' : '';
  return ` goes to ${displayText(url)}, model ${displayText(model)}${beside}\n---`;
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
