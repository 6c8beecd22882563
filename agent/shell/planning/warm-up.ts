import { labelPrefix } from '../../draft/label.js';
import { draftPrefix } from '../../draft/prompt.js';
import { votePrefix } from '../../draft/vote.js';
import type { ModelClient } from '../../plan/model-client.js';
import { planPrefix } from '../../plan/prompt.js';
import type { Shell } from '../session/shell-session.js';
import { modelDrafts } from './draft-plan.js';
import { PLAN_CACHE_KEY } from './plan-exchange.js';

/** has the model read the part of the prompt that is the same for every request, so that the sentence alone is left */
export async function warmUp(
  agent: ModelClient,
  { catalog, settings, model }: Pick<Shell, 'catalog' | 'settings' | 'model'>,
  hooks: { readonly signal: AbortSignal; readonly onProgress: (text: string) => void },
): Promise<void> {
  const drafts = modelDrafts({ settings, model });
  const request = { model: settings.model, maxTokens: 0, cacheKey: PLAN_CACHE_KEY, onText: () => {}, ...hooks };
  // the label comes first in a request, so it is left in the model's memory
  for (const messages of drafts ? [votePrefix(), draftPrefix(), labelPrefix()] : [planPrefix(catalog)])
    await agent.complete({ ...request, messages });
}
