import { estimateTokens } from '../../endpoints/outgoing.js';
import type { ModelClient, PromptSize } from '../../plan/model-client.js';
import type { Message } from '../../plan/plan.js';
import type { RequestContext } from '../../plan/request.js';
import { EXIT, ShellError } from '../environment/exit-codes.js';
import type { Taint } from '../environment/taint.js';
import type { Shell } from '../session/shell-session.js';
import type { GivenText } from './request-input.js';
import { cutEnds } from './text-ends.js';

// twenty seconds of reading for the default model
const LOCAL_TOKENS = 1500;
const MOST_TOKENS = 16_384;
// an answer that is asked for once more goes along with what was wrong in it
const MENDING_TOKENS = 320;
const LOOK_TOKENS = 768;
const FEWEST_CHARACTERS = 200;
const CHARACTERS_PER_TOKEN = 4;
const MOST_TRIES = 8;
// taken where an agent does not count
const SMALLEST_CONTEXT = 4096;

export interface Fitting {
  readonly given: readonly GivenText[];
  /** the whole prompt of a context */
  readonly prompt: (context: RequestContext) => readonly Message[];
  /** the model where it is one of this machine, which counts itself; without it tokens are estimated */
  readonly model: ModelClient | undefined;
  readonly taint: Taint;
}

/** the request with as much of what came along as the model's context takes, in tokens; what was left out is told */
export async function fitGiven(request: RequestContext, fitting: Fitting, shell: Shell): Promise<RequestContext> {
  const { given, taint } = fitting;
  if (given.length === 0) return request;
  const characters = await findLength(request, fitting, shell);
  for (const { name, ends, label } of given) {
    const { text, cut } = cutEnds(ends, characters);
    taint.add(label === undefined ? name : `the file ${name}`, text);
    if (cut)
      await shell.screen.note(
        `${name} is long: the model gets ${text.length} characters of its beginning and end, of ${ends.bytes} bytes.`,
      );
  }
  return withTexts(request, given, characters);
}

async function findLength(request: RequestContext, fitting: Fitting, shell: Shell): Promise<number> {
  const { given, prompt } = fitting;
  const count = counterOf(fitting, shell);
  const empty = await count(prompt(withTexts(request, given, 0)));
  const look = request.look === true ? LOOK_TOKENS : 0;
  const free = empty.context - shell.settings.max_tokens - empty.tokens - MENDING_TOKENS - look;
  const room = Math.min(free, shell.model.kind === 'endpoint' ? MOST_TOKENS : LOCAL_TOKENS);
  let characters = Math.floor((room * CHARACTERS_PER_TOKEN) / given.length);
  for (let tries = 0; tries < MOST_TRIES && characters >= FEWEST_CHARACTERS; tries++) {
    const { tokens } = await count(prompt(withTexts(request, given, characters)));
    const used = tokens - empty.tokens;
    if (used <= room) return characters;
    characters = Math.floor((characters * room * 0.97) / used);
  }
  throw new ShellError(
    EXIT.noPlan,
    `what came along does not fit beside the request into the ${empty.context} tokens of the model: say less, or set max_tokens lower`,
  );
}

function counterOf(
  { model }: Fitting,
  { model: chosen }: Shell,
): (messages: readonly Message[]) => Promise<PromptSize> {
  const context = chosen.kind === 'endpoint' ? chosen.endpoint.context : SMALLEST_CONTEXT;
  const estimate = (messages: readonly Message[]): PromptSize => ({
    tokens: messages.reduce((sum, { content }) => sum + estimateTokens(content), 0),
    context,
  });
  return async messages => (await model?.count?.(messages)) ?? estimate(messages);
}

function withTexts(request: RequestContext, given: readonly GivenText[], characters: number): RequestContext {
  const piped = given.find(({ label }) => label === undefined);
  const data = given.flatMap(({ label, ends }) =>
    label === undefined ? [] : [{ label, text: cutEnds(ends, characters).text }],
  );
  return {
    ...request,
    data: [...(request.data ?? []), ...data],
    ...(piped === undefined ? {} : { stdin: cutEnds(piped.ends, characters).text }),
  };
}
