import type { Catalog } from '../../../interfaces/catalog.js';
import { displayText } from '../../../interfaces/display.js';
import type { Endpoint } from '../../endpoints/endpoint.js';
import { outgoing } from '../../endpoints/outgoing.js';
import type { ModelClient } from '../../plan/model-client.js';
import type { Message, Plan } from '../../plan/plan.js';
import type { RequestContext } from '../../plan/request.js';
import { chosenModel } from '../environment/chosen-model.js';
import { draftPrompts, makeDraftPlan, usesDraft } from './draft-plan.js';
import { askForPlan, promptMessages } from './planner.js';
import { reflexFor } from './reflex-policy.js';
import type { Shell } from '../session/shell-session.js';
import { createStepPreview } from './streaming-preview.js';
import type { Taint } from '../environment/taint.js';
import { createWaiting } from '../terminal/status-timer.js';

/** one plan, with what is happening meanwhile on the status line */
export async function makePlan(
  context: RequestContext,
  shell: Shell,
  model: ModelClient,
  taint: Taint,
  catalog: Catalog = shell.catalog,
): Promise<Plan> {
  if (usesDraft(context, shell)) return await makeDraftPlan(context, shell, model, taint);
  const { settings, screen, signal } = shell;
  const waiting = createWaiting(screen);
  const preview = createStepPreview(waiting, screen, catalog);
  const reflex = reflexFor(context, shell, taint);
  waiting.say('planning …');
  try {
    const { plan, repaired, notes, guessed } = await askForPlan(context, {
      agent: model,
      catalog,
      model: settings.model,
      maxTokens: settings.max_tokens,
      mayLook: mayLook(shell),
      mayGuess: isElsewhere(shell),
      ...(reflex === undefined ? {} : { reflex }),
      onPlanner: name => (shell.planned.by = name),
      signal,
      onProgress: text => waiting.say(displayText(text)),
      onSteps: steps => preview.show(steps),
    });
    // the errors that went back quote the model's own words
    if (repaired) taint.add('a repaired answer');
    // nobody said so beforehand: the person sees it marked, and says yes to it
    if (guessed.length > 0) taint.add('a guess', guessed.join('\n'));
    screen.clearStatus();
    for (const note of notes) await screen.note(`${displayText(note)}.`);
    return plan;
  } finally {
    waiting.stop();
    screen.clearStatus();
  }
}

// a small model does as it is shown, not as it is told: for it the rule would only be more to read
function mayLook({ settings }: Pick<Shell, 'settings'>): boolean {
  return settings.rounds > 0 && isElsewhere({ settings });
}

// who chose a larger model did so for what it knows
function isElsewhere({ settings }: Pick<Shell, 'settings'>): boolean {
  return chosenModel(settings, settings.model).kind === 'endpoint';
}

/** every word that the model is given, as it is given */
export async function showPrompt(context: RequestContext, shell: Shell): Promise<void> {
  const drafts = usesDraft(context, shell);
  if (drafts) for (const messages of draftPrompts(context, shell)) await showMessages(messages, shell, false);
  else await showMessages(promptMessages(shell.catalog, context, mayLook(shell)), shell, true);
}

export async function showMessages(messages: readonly Message[], shell: Shell, plan: boolean): Promise<void> {
  const chosen = chosenModel(shell.settings, shell.settings.model);
  const leaving = chosen.kind === 'endpoint' ? outgoing(messages) : messages;
  const blocks = leaving.map(({ role, content }) => `--- ${role}\n${displayText(content)}`);
  await shell.screen.note(
    `${blocks.join('\n')}\n---${chosen.kind === 'endpoint' ? describeWay(chosen.endpoint, plan) : ''}`,
  );
}

function describeWay({ url, model, schema }: Endpoint, plan: boolean): string {
  const beside = schema && plan ? ', beside it the schema of a plan (llmsh actions --json)' : '';
  return ` goes to ${displayText(url)}, model ${displayText(model)}${beside}\n---`;
}
