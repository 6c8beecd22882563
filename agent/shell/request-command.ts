import { displayText } from '../../interfaces/display.js';
import type { Plan } from '../plan/plan.js';
import type { RequestContext } from '../plan/request.js';
import { resolvePlan } from '../plan/resolve.js';
import { connectAgent } from './agent-client.js';
import { ensureAgentSocket } from './agent-socket.js';
import { readContext } from './context.js';
import { EXIT, ShellError, type ExitCode } from './exit-codes.js';
import type { Flags } from './flags.js';
import { askForPlan, promptMessages } from './planner.js';
import { createStepPreview } from './step-preview.js';
import { runToJson } from './report.js';
import { settlePlan } from './session.js';
import { withShell, type Shell } from './shell-session.js';
import { createTaint, type Taint } from './taint.js';
import type { World } from './world.js';

/** one sentence, from the words to the report */
export function runRequest(request: string, flags: Flags, world: World): Promise<ExitCode> {
  return withShell(flags, world, async shell => {
    refuseRoot(world);
    return await handleRequest(request, shell, createTaint());
  });
}

export function refuseRoot(world: World): void {
  if (world.uid !== 0) return;
  throw new ShellError(
    EXIT.usage,
    'no plans are made as root: run llmsh as yourself; polkit asks when root is needed. ' +
      'For root, cron and ansible there is: llmsh apply --yes plan.json',
  );
}

export async function handleRequest(request: string, shell: Shell, taint: Taint): Promise<ExitCode> {
  const { flags, world, screen } = shell;
  // said before anything that may take its time
  screen.status('planning …');
  const context = await readContext(request, shell, taint);
  if (flags.showPrompt) await showPrompt(context, shell);
  const plan = resolvePlan(await makePlan(context, shell, taint), world);
  screen.clearStatus();
  if (flags.planOnly) return await printPlan(plan, shell);
  if (plan.steps.length === 0) return await printAnswer(plan, shell);
  const { json, yes, dryRun } = flags;
  return await settlePlan(plan, { ...shell, taint, json, yes, dryRun, ask: shell.settings.ask });
}

async function makePlan(context: RequestContext, shell: Shell, taint: Taint): Promise<Plan> {
  const { world, settings, catalog, screen, signal } = shell;
  const agent = connectAgent(await ensureAgentSocket(world));
  const preview = createStepPreview(screen, catalog);
  try {
    const { plan, repaired } = await askForPlan(context, {
      agent,
      catalog,
      model: settings.model,
      maxTokens: settings.max_tokens,
      signal,
      onProgress: text => screen.status(displayText(text)),
      onSteps: steps => preview.show(steps),
    });
    // the errors that went back quote the model's own words
    if (repaired) taint.add('a repaired answer');
    return plan;
  } finally {
    preview.clear();
    await agent.close();
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
  const { renderStepLine } = await import('./render.js');
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
