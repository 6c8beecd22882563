import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ModelError } from '../models/error.js';
import { knownModels } from '../models/own-models.js';
import { parseCompletionRequest, type CompletionRequest } from './completion.js';
import type { PromptSize } from '../plan/model-client.js';
import type { EngineCompletion, CompletionHooks } from './engine.js';
import { log } from '../llama/log.js';
import { Queue } from './queue.js';
import { Reply, sendJson } from './completion-stream.js';
import { errorBody, RequestError } from './request-error.js';

const MOST_BYTES = 1 << 20;
const LONGEST_QUEUE = 8;

/** the part of the engine that the server needs; tests bring their own */
export interface Completer {
  complete(request: CompletionRequest, hooks: CompletionHooks): Promise<EngineCompletion>;
  count(request: CompletionRequest): Promise<PromptSize>;
}

export interface ServerOptions {
  readonly completer: Completer;
  /** failed checks of the sandbox; if there are any, no model is loaded */
  readonly missing: readonly string[];
  /** go on without a cage, and say so with every answer */
  readonly uncaged: boolean;
  /** called when the last request of the moment has been answered, and when a new one comes */
  readonly onIdle: (idle: boolean) => void;
}

/** the openai-compatible face of the model */
export function createAgentServer(options: ServerOptions): Server {
  const queue = new Queue(LONGEST_QUEUE);
  let active = 0;
  return createServer((request, response) => {
    active++;
    options.onIdle(false);
    response.on('close', () => {
      active--;
      if (active === 0) options.onIdle(true);
    });
    if (options.uncaged) response.setHeader('llmos-uncaged', 'true');
    route(request, response, options, queue).catch((error: unknown) => failWith(response, toRequestError(error)));
  });
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
  queue: Queue,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://agent');
  switch (`${request.method} ${pathname}`) {
    case 'GET /healthz':
      sendJson(response, 200, { status: options.missing.length === 0 ? 'ok' : 'uncaged', missing: options.missing });
      return;
    case 'GET /v1/models':
      sendJson(response, 200, { object: 'list', data: knownModels().map(toListed) });
      return;
    case 'GET /v1/hold':
      // an open prompt keeps the model in memory: the answer ends when the client leaves
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': held\n\n');
      return;
    case 'POST /v1/chat/completions':
      await complete(request, response, options, queue);
      return;
    case 'POST /v1/count':
      await count(request, response, options, queue);
      return;
    default:
      throw new RequestError(404, 'not_found', `there is no ${request.method} ${pathname} here`);
  }
}

function requireCage({ missing, uncaged }: ServerOptions): void {
  if (missing.length === 0 || uncaged) return;
  const cure = 'is llmos-agent.service unchanged, and are user namespaces allowed here?';
  throw new RequestError(503, 'cage_missing', `no model is loaded, the cage lacks ${missing.join(', ')}: ${cure}`);
}

// loads the model, so it waits its turn
async function count(
  incoming: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
  queue: Queue,
): Promise<void> {
  const request = parseCompletionRequest(await readBody(incoming));
  requireCage(options);
  const gone = new AbortController();
  response.on('close', () => gone.abort(new Error('the client hung up')));
  const { tokens, context } = await queue.run(
    () => options.completer.count(request),
    gone.signal,
    () => {},
  );
  sendJson(response, 200, { tokens, context });
}

async function complete(
  incoming: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
  queue: Queue,
): Promise<void> {
  const { completer, uncaged } = options;
  const request = parseCompletionRequest(await readBody(incoming));
  requireCage(options);
  const gone = new AbortController();
  response.on('close', () => gone.abort(new Error('the client hung up')));
  const reply = new Reply(response, { request, uncaged });
  const hooks = {
    signal: gone.signal,
    onNote: (text: string) => reply.note(text),
    onText: (text: string) => reply.text(text),
  };
  try {
    const run = (): Promise<EngineCompletion> => completer.complete(request, hooks);
    const completion = await queue.run(run, gone.signal, place => reply.note(`queue ${place}`));
    reply.finish(completion);
  } catch (error) {
    if (!gone.signal.aborted) reply.fail(toRequestError(error));
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new RequestError(413, 'too_large', `a request has at most ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function toRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  if (error instanceof ModelError) {
    return new RequestError(error.code === 'model_unknown' ? 404 : 503, error.code, error.message);
  }
  log('request failed', { error: error instanceof Error ? error.message : 'unknown' });
  return new RequestError(500, 'failed', 'internal error: see journalctl --user -u llmos-agent');
}

function failWith(response: ServerResponse, error: RequestError): void {
  if (response.headersSent) response.end();
  // the rest of a body that is too long is not read
  else sendJson(response.setHeader('connection', 'close'), error.status, errorBody(error));
}

function toListed({ name, title, licence }: { name: string; title: string; licence: string }): unknown {
  return { id: name, object: 'model', owned_by: 'llm-os', title, licence };
}
