import { displayText } from '../../../interfaces/display.js';
import { estimateTokens } from '../../endpoints/outgoing.js';
import type { ModelClient } from '../../plan/model-client.js';
import type { Message } from '../../plan/plan.js';
import { talkPrefix } from '../../plan/prompt.js';
import { requestMessage, type RequestContext } from '../../plan/request.js';
import { openModel } from '../model/agent-connection.js';
import { fitGiven } from '../planning/fit-context.js';
import { readGivenTexts, readPipedRequest, type GivenText } from '../planning/request-input.js';
import { EXIT, type ExitCode } from '../environment/exit-codes.js';
import { showMessages } from '../planning/show-prompt.js';
import { runRepl } from './repl.js';
import { withInterruptedRequest, withModel, type Shell } from '../session/shell-session.js';
import { createTaint } from '../environment/taint.js';
import { createWaiting } from '../terminal/status-timer.js';

const CACHE_KEY = 'llmos-talk';
// the answer and the next question need the rest of a context of 4,096 tokens
const LOCAL_TOKENS = 2000;

/** words for words: no plan, no helper, nothing that could be carried out */
export async function talk(words: string, shell: Shell): Promise<ExitCode> {
  const talking = withTalkModel(shell);
  const model = await openModel(talking);
  try {
    if (words === '' && shell.terminal.stdin.isTTY === true) return await talkOn(talking, model);
    const request = words === '' ? await readPipedRequest(talking, createTaint()) : words;
    await answer(await withGiven({ request }, await readGivenTexts(talking), talking, model), [], talking, model);
    return EXIT.done;
  } finally {
    await model.close();
  }
}

/** one answer to something that the person did not write: an error, a log */
export async function talkAbout(context: RequestContext, given: readonly GivenText[], shell: Shell): Promise<ExitCode> {
  const talking = withTalkModel(shell);
  const model = await openModel(talking);
  try {
    await answer(await withGiven(context, given, talking, model), [], talking, model);
    return EXIT.done;
  } finally {
    await model.close();
  }
}

async function withGiven(
  request: RequestContext,
  given: readonly GivenText[],
  shell: Shell,
  model: ModelClient,
): Promise<RequestContext> {
  const prompt = (context: RequestContext): Message[] => [...talkPrefix(), requestMessage(context)];
  return await fitGiven(request, { given, prompt, model, taint: createTaint() }, shell);
}

// the larger one where there is one: nothing that it says is carried out
function withTalkModel(shell: Shell): Shell {
  const { talk_model: larger, model } = shell.settings;
  const asked = shell.flags.settings.model;
  return withModel(shell, asked ?? (larger === '' ? model : larger));
}

async function talkOn(shell: Shell, model: ModelClient): Promise<ExitCode> {
  model.hold();
  let said: Message[] = [];
  return await runRepl(shell.terminal, shell, request =>
    withInterruptedRequest(shell.terminal, async signal => {
      const now = { ...shell, signal };
      said = await answer(await withGiven({ request }, await readGivenTexts(now), now, model), said, now, model);
      return EXIT.done;
    }),
  );
}

/** the conversation with one question and its answer more, its beginning left out where it would not fit any longer */
async function answer(
  context: RequestContext,
  before: readonly Message[],
  shell: Shell,
  model: ModelClient,
): Promise<Message[]> {
  const { settings, screen, signal, flags } = shell;
  const said = fit([...before, requestMessage(context)], shell);
  const messages = [...talkPrefix(), ...said];
  if (flags.showPrompt) await showMessages(messages, shell, false);
  const waiting = createWaiting(screen);
  const printer = createWordPrinter(flags.json ? async () => {} : text => screen.result(text));
  waiting.say('thinking …');
  try {
    const text = await model.complete({
      messages,
      model: settings.model,
      maxTokens: settings.max_tokens,
      cacheKey: CACHE_KEY,
      signal,
      onText: whole => {
        waiting.stop();
        printer.grow(whole);
      },
      onProgress: note => waiting.say(displayText(note)),
    });
    screen.clearStatus();
    await printer.end(text);
    if (flags.json) await screen.result(`${JSON.stringify({ version: 1, say: text })}\n`);
    return [...said, { role: 'assistant', content: text }];
  } finally {
    waiting.stop();
    screen.clearStatus();
  }
}

function fit(messages: readonly Message[], { model }: Shell): Message[] {
  const most = model.kind === 'endpoint' ? Math.floor(model.endpoint.context / 2) : LOCAL_TOKENS;
  const kept = [...messages];
  const tokens = (): number => kept.reduce((sum, { content }) => sum + estimateTokens(content), 0);
  // a question goes with its answer
  while (kept.length > 2 && tokens() > most) kept.splice(0, 2);
  return kept;
}

/** prints an answer word by word while it grows: half a word cannot be judged by `displayText` */
function createWordPrinter(print: (text: string) => Promise<void>): {
  grow(whole: string): void;
  end(whole: string): Promise<void>;
} {
  let printed = 0;
  let last = Promise.resolve();
  const advance = (whole: string, to: number): void => {
    const text = displayText(whole.slice(printed, to));
    printed = to;
    last = last.then(() => print(text));
  };
  return {
    grow: whole => {
      const to = Math.max(whole.lastIndexOf(' '), whole.lastIndexOf('\n')) + 1;
      if (to > printed) advance(whole, to);
    },
    end: async whole => {
      advance(whole.endsWith('\n') ? whole : `${whole}\n`, whole.length + 1);
      await last;
    },
  };
}
