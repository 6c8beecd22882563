import { isDeepStrictEqual } from 'node:util';
import { displayText } from '../../../interfaces/display.js';
import type { ModelClient } from '../../plan/model-client.js';
import type { Plan, Step } from '../../plan/plan.js';
import { talkPrefix } from '../../plan/prompt.js';
import { requestMessage, type RequestContext } from '../../plan/request.js';
import type { Shell } from '../session/shell-session.js';
import { createWaiting } from '../terminal/status-timer.js';

const CACHE_KEY = 'llmos-talk';
const ANSWER = 'Answer this in a sentence or two from the lines above, and say so where they do not tell: ';

/** whether a plan would only find out once more what its looks have found */
export function looksAgain({ steps }: Plan, looked: readonly Step[]): boolean {
  return steps.length > 0 && steps.every(step => looked.some(before => isDeepStrictEqual(before, step)));
}

/** asks the model for an answer in words, without actions: given actions, a small model looks again instead of answering */
export async function answerInWords(context: RequestContext, shell: Shell, model: ModelClient): Promise<Plan> {
  const { settings, screen, signal } = shell;
  const { request, facts = {}, looked } = context;
  const question = requestMessage({ request: `${ANSWER}${request}`, facts, data: looked?.results ?? [] });
  const waiting = createWaiting(screen);
  waiting.say('answering …');
  try {
    const say = await model.complete({
      messages: [...talkPrefix(), question],
      model: settings.model,
      maxTokens: settings.max_tokens,
      cacheKey: CACHE_KEY,
      signal,
      onText: () => {},
      onProgress: note => waiting.say(displayText(note)),
    });
    return { steps: [], say: say.trim() };
  } finally {
    waiting.stop();
    screen.clearStatus();
  }
}
