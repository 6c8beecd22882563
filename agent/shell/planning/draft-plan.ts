import { hostname, release } from 'node:os';
import { display, displayText } from '../../../interfaces/display.js';
import { loadLifting } from '../../../interfaces/planning.js';
import { nearestExamples } from '../../draft/examples.js';
import { explainDraft } from '../../draft/explain.js';
import { labelPrefix } from '../../draft/label.js';
import { resemblingNames } from '../../draft/machine-names.js';
import { draftMessages, draftPrefix } from '../../draft/prompt.js';
import { planByDraft, type DraftPlanned } from '../../draft/plan-by-draft.js';
import type { LiftContext } from '../../lift/part.js';
import { findModel } from '../../models/table.js';
import type { ModelClient } from '../../plan/model-client.js';
import type { Message, Plan } from '../../plan/plan.js';
import { talkPrefix } from '../../plan/prompt.js';
import { requestMessage, type RequestContext } from '../../plan/request.js';
import { isScriptStep } from '../../plan/run-script.js';
import type { Settings } from '../environment/settings.js';
import { findProcesses } from '../environment/processes.js';
import type { Taint } from '../environment/taint.js';
import type { Shell } from '../session/shell-session.js';
import { createWaiting } from '../terminal/status-timer.js';

/** whether this request goes by a shell draft: words of the person alone, by a model that drafts better than it plans in json */
export function usesDraft(context: RequestContext, shell: Planning): boolean {
  const { data = [], stdin, look, looked } = context;
  if (data.length > 0 || stdin !== undefined || look === true || looked !== undefined) return false;
  return modelDrafts(shell);
}

type Planning = Pick<Shell, 'model'> & { readonly settings: Pick<Settings, 'planner'> };

/** choice of the person, or else of the table for this model */
export function modelDrafts({ settings, model }: Planning): boolean {
  if (settings.planner !== 'auto') return settings.planner === 'draft';
  return model.kind === 'local' && findModel(model.name)?.planner === 'draft';
}

/** messages for the label, then for the draft; those of the second vote hold the line that was drafted */
export function draftPrompts({ request }: RequestContext, { terminal }: Pick<Shell, 'terminal'>): Message[][] {
  const names = resemblingNames(request, terminal.root);
  return [
    [...labelPrefix(), { role: 'user', content: request }],
    [...draftPrefix(), ...draftMessages({ request, names, examples: nearestExamples(request) })],
  ];
}

/** label, shell draft and lifting, as one plan; what is no order for now becomes words */
export async function makeDraftPlan(
  context: RequestContext,
  shell: Shell,
  model: ModelClient,
  taint: Taint,
): Promise<Plan> {
  const { settings, screen, signal, catalog, flags, terminal } = shell;
  const waiting = createWaiting(screen);
  waiting.say('planning …');
  const onProgress = (text: string): void => waiting.say(displayText(text));
  try {
    const planned = await planByDraft(context.request, {
      agent: model,
      model: settings.model,
      catalog,
      lift: liftContext(shell),
      names: resemblingNames(context.request, terminal.root),
      signal,
      onProgress,
    });
    screen.clearStatus();
    if (flags.explainPlan) await screen.note(explainDraft(planned));
    markGuesses(planned, taint);
    if (planned.plan.steps.length > 0 || planned.plan.say !== '') return planned.plan;
    waiting.say('answering …');
    const messages = [...talkPrefix(), requestMessage(context)];
    const limits = { model: settings.model, maxTokens: settings.max_tokens, cacheKey: 'llmos-talk' };
    const say = await model.complete({ messages, ...limits, signal, onText: () => {}, onProgress });
    return { steps: [], say: say.trim() };
  } finally {
    waiting.stop();
    screen.clearStatus();
  }
}

// the person sees them marked, and `--yes` does not cover them
function markGuesses({ plan, trace: { guesses } }: DraftPlanned, taint: Taint): void {
  if (guesses.length === 0) return;
  const values = guesses.map(({ value }) => value);
  // a script is one long value: its parts are named
  const reason = plan.steps.some(isScriptStep) ? `a guess (${values.map(display).join(', ')})` : 'a guess';
  taint.add(reason, values.join('\n'));
}

function liftContext({ catalog, host, terminal: { root } }: Shell): LiftContext {
  const { cwd, home, userName: user } = host;
  const outputs = { 'uname -r': release(), hostname: hostname(), whoami: user, 'id -un': user };
  const processes: LiftContext['processes'] = (by, text) => findProcesses(root, by, text);
  return { catalog, lifting: loadLifting(), cwd, home, user, outputs, processes };
}
