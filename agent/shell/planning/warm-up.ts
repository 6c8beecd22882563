import { labelPrefix } from '../../draft/label.js';
import { draftPrefix } from '../../draft/prompt.js';
import { votePrefix } from '../../draft/vote.js';
import type { Message } from '../../plan/plan.js';
import type { ModelClient } from '../../plan/model-client.js';
import { planPrefix } from '../../plan/prompt.js';
import type { Settings } from '../environment/settings.js';
import type { Shell } from '../session/shell-session.js';
import { modelDrafts } from './draft-plan.js';
import { PLAN_CACHE_KEY } from './plan-exchange.js';

type Chosen = Pick<Shell, 'catalog' | 'model'> & { readonly settings: Pick<Settings, 'planner' | 'model'> };

/** the parts of prompts that are the same for every request, in the order in which a request needs them */
export function fixedPrefixes({ catalog, settings, model }: Chosen): Message[][] {
  return modelDrafts({ settings, model }) ? [labelPrefix(), draftPrefix(), votePrefix()] : [planPrefix(catalog)];
}

/** those of which the states are kept for everybody: text that comes with a request is planned in typed steps by every model */
export function preparedPrefixes(chosen: Chosen): Message[][] {
  const typed = { ...chosen, settings: { ...chosen.settings, planner: 'json' as const } };
  return modelDrafts(chosen) ? [...fixedPrefixes(chosen), ...fixedPrefixes(typed)] : fixedPrefixes(chosen);
}

export interface WarmUpHooks {
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
  readonly prefixes?: readonly (readonly Message[])[];
}

/**
 * has the model read what is the same for every request, so that the sentence alone is left. a request that comes meanwhile
 * waits only for the one that is being read, which is the next that it needs itself
 */
export async function warmUp(agent: ModelClient, chosen: Chosen, hooks: WarmUpHooks): Promise<void> {
  const { signal, onProgress, prefixes = fixedPrefixes(chosen) } = hooks;
  const { settings } = chosen;
  const request = { model: settings.model, maxTokens: 0, cacheKey: PLAN_CACHE_KEY, onText: () => {}, signal };
  for (const [index, messages] of prefixes.entries()) {
    const part = prefixes.length > 1 ? `part ${index + 1} of ${prefixes.length}: ` : '';
    await agent.complete({ ...request, messages, onProgress: text => onProgress(part + text) });
  }
}
