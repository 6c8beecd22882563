import type { LanguageModelV3CallOptions, LanguageModelV3Usage } from '@ai-sdk/provider';
import type { Endpoint } from './endpoint.js';
import { causes } from './causes.js';
import { EndpointError } from './error.js';
import { garbled } from './broken.js';
import { explainEvent } from './explain-event.js';
import { makeModel } from './language-model.js';
import type { Terms } from './terms.js';

/** thrown by the guarded fetch where the endpoint answers with one json object instead of a stream */
export class WholeReply extends Error {
  readonly response: Response;

  constructor(response: Response) {
    super('one whole answer');
    this.name = 'WholeReply';
    this.response = response;
  }
}

export interface Answer {
  readonly text: string;
  readonly finish: string;
  readonly usage: LanguageModelV3Usage | undefined;
}

interface Asked {
  readonly endpoint: Endpoint;
  readonly secrets: readonly string[];
  readonly terms: Terms;
  readonly options: LanguageModelV3CallOptions;
}

/** the answer that has already come, read by the client library; nothing is asked again */
export async function readWhole(
  { response }: WholeReply,
  { endpoint, secrets, terms, options }: Asked,
): Promise<Answer> {
  const body = await response.text();
  const problem = errorIn(body);
  if (problem !== undefined) throw explainEvent(problem, endpoint, secrets);
  const replay = () => Promise.resolve(new Response(body, { headers: { 'content-type': 'application/json' } }));
  try {
    const { content, finishReason, usage } = await makeModel(endpoint, { terms, fetch: replay }).doGenerate(options);
    const text = content.map(part => (part.type === 'text' ? part.text : '')).join('');
    return { text, finish: finishReason.unified, usage };
  } catch (error) {
    throw causes(error).some(cause => cause instanceof EndpointError) ? error : garbled(endpoint.name);
  }
}

function errorIn(body: string): unknown {
  try {
    const problem: unknown = Object(JSON.parse(body))['error'];
    return problem ?? undefined;
  } catch {
    return undefined;
  }
}
