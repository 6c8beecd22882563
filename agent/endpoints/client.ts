// loaded only where an endpoint is really asked: the client libraries come along with it
import type { LanguageModelV3StreamPart } from '@ai-sdk/provider';
import { MAX_ANSWER, type Completion, type ModelClient } from '../plan/model-client.js';
import { causes } from './causes.js';
import type { Endpoint } from './endpoint.js';
import { EndpointError } from './error.js';
import { cutOff } from './broken.js';
import { explainEvent } from './explain-event.js';
import { explainEndpointFailure } from './explain.js';
import { guardFetch, type GuardedFetch } from './guarded-fetch.js';
import { callOptions, makeModel } from './language-model.js';
import { checkFits, checkWasRead } from './outgoing.js';
import { growingPlan, planText, shellText, withoutThoughts } from './reply-text.js';
import { waitFor, withRetries, type Wait } from './retry.js';
import { describeUnknown, easierTerms, firstTerms, type Terms } from './terms.js';
import { readWhole, WholeReply, type Answer } from './whole-reply.js';

interface Access {
  /** certificates that alone vouch for the endpoint */
  readonly authority?: string | undefined;
  /** values of `headers_env` */
  readonly secretHeaders?: Readonly<Record<string, string>>;
  /** tests wait less */
  readonly wait?: Wait;
}

/** a model behind an address, asked through the client library of its protocol */
export function connectEndpoint(endpoint: Endpoint, key: string | undefined, access: Access = {}): ModelClient {
  const client = new EndpointClient(endpoint, key, access);
  // a plain object: callers spread it
  return { complete: request => client.complete(request), hold: () => {}, close: () => client.close() };
}

class EndpointClient {
  readonly #endpoint: Endpoint;
  readonly #key: string | undefined;
  readonly #secretHeaders: Readonly<Record<string, string>>;
  readonly #secrets: readonly string[];
  readonly #guarded: GuardedFetch;
  readonly #wait: Wait;
  // parts that it turned out not to know are left out until it is closed
  #terms: Terms;

  constructor(endpoint: Endpoint, key: string | undefined, { authority, secretHeaders = {}, wait = waitFor }: Access) {
    this.#endpoint = endpoint;
    this.#key = key;
    this.#secretHeaders = secretHeaders;
    // a value such as `Bearer k` is hidden as a whole and by its parts
    const words = Object.values(secretHeaders).flatMap(value => [value, ...value.split(' ')]);
    this.#secrets = [...(key === undefined ? [] : [key]), ...words.filter(word => word.length > 6)];
    this.#guarded = guardFetch(endpoint, authority);
    this.#wait = wait;
    this.#terms = firstTerms(endpoint);
  }

  async complete(request: Completion): Promise<string> {
    // there is no prefix of ours to be read beforehand on somebody else's machine
    if (request.maxTokens === 0) return '';
    checkFits(request, this.#endpoint);
    const { name } = this.#endpoint;
    const { signal, onProgress } = request;
    const answer = await withRetries(() => this.#adapt(request), { name, signal, onProgress, wait: this.#wait });
    return finished(answer, request, this.#endpoint);
  }

  close(): Promise<void> {
    return this.#guarded.close();
  }

  async #adapt(request: Completion): Promise<Answer> {
    for (;;) {
      try {
        return await this.#attempt(request);
      } catch (error) {
        const without = error instanceof EndpointError ? error.remedy.without : undefined;
        const easier = easierTerms(this.#terms, this.#endpoint, without);
        if (easier === undefined || without === undefined) throw error;
        request.onProgress(`${this.#endpoint.name} ${describeUnknown(without)}, asking without …`);
        this.#terms = easier;
      }
    }
  }

  async #attempt(request: Completion): Promise<Answer> {
    const [endpoint, secrets, terms] = [this.#endpoint, this.#secrets, this.#terms];
    const options = callOptions(request, endpoint, terms);
    const explain = (begun: boolean) => (error: unknown) => {
      throw explainEndpointFailure(error, endpoint, { secrets, begun, signal: request.signal });
    };
    const model = makeModel(endpoint, {
      key: this.#key,
      secretHeaders: this.#secretHeaders,
      terms,
      fetch: this.#guarded.fetch,
    });
    const begun = await Promise.resolve(model.doStream(options)).catch(wholeReply).catch(explain(false));
    return begun instanceof WholeReply
      ? await readWhole(begun, { endpoint, secrets, terms, options }).catch(explain(true))
      : await read(begun.stream, request, endpoint, secrets).catch(explain(true));
  }
}

function wholeReply(error: unknown): WholeReply {
  const whole = causes(error).find(cause => cause instanceof WholeReply);
  if (whole instanceof WholeReply) return whole;
  throw error;
}

async function read(
  stream: ReadableStream<LanguageModelV3StreamPart>,
  { onText, schema }: Completion,
  endpoint: Endpoint,
  secrets: readonly string[],
): Promise<Answer> {
  const shown = schema === undefined ? withoutThoughts : growingPlan;
  let answer: Answer = { text: '', finish: 'other', usage: undefined };
  for await (const part of stream) {
    if (part.type === 'error') {
      if (part.error instanceof EndpointError) throw part.error;
      throw explainEvent(part.error, endpoint, secrets, answer.text === '');
    }
    if (part.type === 'finish') answer = { ...answer, finish: part.finishReason.unified, usage: part.usage };
    if (part.type !== 'text-delta') continue;
    answer = { ...answer, text: answer.text + part.delta };
    checkLength(answer, endpoint);
    onText(shown(answer.text));
  }
  return answer;
}

/** the text that is used, of an answer that came to its end */
function finished(answer: Answer, request: Completion, endpoint: Endpoint): string {
  const { messages, schema, grammar, maxTokens } = request;
  checkLength(answer, endpoint);
  checkWasRead(answer.usage?.inputTokens.total, messages, endpoint);
  if (answer.finish !== 'stop') throw unfinished(answer.finish, endpoint, maxTokens);
  if (schema !== undefined) return planText(answer.text);
  return grammar === 'shell' ? shellText(answer.text) : withoutThoughts(answer.text);
}

function checkLength({ text }: Answer, { name }: Endpoint): void {
  if (text.length > MAX_ANSWER) throw new EndpointError('too_long', `${name} does not stop; ask in other words`);
}

function unfinished(finish: string, { name }: Endpoint, maxTokens: number): EndpointError {
  if (finish === 'length') {
    return new EndpointError(
      'too_long',
      `the answer of ${name} was longer than ${maxTokens} tokens and is not used; ask for less at once`,
    );
  }
  if (finish === 'content-filter')
    return new EndpointError('refused', `${name} filtered its own answer; ask in other words`);
  return cutOff(name);
}
