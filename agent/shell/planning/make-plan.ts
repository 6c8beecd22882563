import type { Catalog } from '../../../interfaces/catalog.js';
import { displayText } from '../../../interfaces/display.js';
import type { ModelClient } from '../../plan/model-client.js';
import type { Plan } from '../../plan/plan.js';
import type { RequestContext } from '../../plan/request.js';
import { withoutScripts } from '../../plan/run-script.js';
import { makeDraftPlan, usesDraft } from './draft-plan.js';
import { askForPlan } from './plan-exchange.js';
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
  catalog: Catalog = withoutScripts(shell.catalog),
): Promise<Plan> {
  if (usesDraft(context, shell)) return await makeDraftPlan(context, shell, model, taint);
  const { settings, screen, signal } = shell;
  const waiting = createWaiting(screen);
  const preview = createStepPreview(waiting, screen, catalog);
  waiting.say('planning …');
  try {
    const { plan, repaired, notes, guessed } = await askForPlan(context, {
      agent: model,
      catalog,
      model: settings.model,
      maxTokens: settings.max_tokens,
      mayLook: mayLook(shell),
      // a larger model was chosen for what it knows
      mayGuess: shell.model.kind === 'endpoint',
      signal,
      onProgress: text => waiting.say(displayText(text)),
      onSteps: steps => preview.show(steps),
    });
    // the errors that went back quote the model's own words
    if (repaired) taint.add('a repaired answer');
    // a guess is not the person's word: it is marked, and the person says yes to it
    if (guessed.length > 0) taint.add('a guess', guessed.join('\n'));
    screen.clearStatus();
    for (const note of notes) await screen.note(`${displayText(note)}.`);
    return plan;
  } finally {
    waiting.stop();
    screen.clearStatus();
  }
}

/** true for a plan that may ask for results first: a small model does as it is shown, and the rule would only be more to read */
export function mayLook(shell: Pick<Shell, 'settings' | 'model'>): boolean {
  return shell.settings.rounds > 0 && shell.model.kind === 'endpoint';
}
