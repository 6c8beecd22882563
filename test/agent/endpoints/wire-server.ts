import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

export type Wire = 'openai' | 'anthropic';
export type WireReply = (response: ServerResponse, wire: Wire, asked: Asked) => void | Promise<void>;

export interface WireServer {
  readonly origin: string;
  /** base url of the api, for either protocol */
  readonly url: string;
  readonly asked: Asked[];
  stop(): void;
}

/** speaks openai's and anthropic's wire formats on loopback; each request takes the next reply, the last one stays */
export function startWireServer(...replies: WireReply[]): Promise<WireServer> {
  return listen(createServer(), 'http', replies);
}

export function startSecureWireServer(
  tls: { key: string; cert: string },
  ...replies: WireReply[]
): Promise<WireServer> {
  return listen(createSecureServer(tls), 'https', replies);
}

async function listen(server: Server | SecureServer, scheme: string, replies: WireReply[]): Promise<WireServer> {
  const asked: Asked[] = [];
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void readBody(request).then(body => {
      const path = request.url ?? '';
      const one = { path, headers: request.headers, body };
      const reply = replies[Math.min(asked.length, replies.length - 1)];
      asked.push(one);
      return reply?.(response, /\/messages(?:\?|$)/.test(path) ? 'anthropic' : 'openai', one);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `${scheme}://127.0.0.1:${port}`;
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin, url: `${origin}/v1`, asked, stop };
}

/** a whole answer in pieces */
export function says(text: string, finish: 'stop' | 'length' = 'stop'): WireReply {
  return (response, wire) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of opening(wire)) response.write(event);
    const size = Math.max(5, Math.ceil(text.length / 200));
    for (let at = 0; at < text.length; at += size) response.write(piece(wire, text.slice(at, at + size)));
    for (const event of ending(wire, finish)) response.write(event);
    response.end();
  };
}

export function plans(steps: readonly unknown[], say: string | null = null): WireReply {
  return says(JSON.stringify({ steps, say }));
}

/** the beginning of an answer, then whatever `after` does with the open connection */
export function begins(text: string, after: (response: ServerResponse) => void): WireReply {
  return (response, wire) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of opening(wire)) response.write(event);
    response.write(piece(wire, text), () => after(response));
  };
}

export function fails(status: number, message: string, headers: Record<string, string> = {}): WireReply {
  return (response, wire) => {
    const error = { message, type: 'error', code: String(status) };
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(wire === 'anthropic' ? { type: 'error', error } : { error }));
  };
}

/** a whole answer that is not streamed, whatever was asked for */
export function saysAtOnce(text: string): WireReply {
  return (response, wire) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const message = { role: 'assistant', content: text };
    const usage = { input_tokens: 3, output_tokens: 1 };
    const openai = { ...CHUNK, object: 'chat.completion', choices: [{ index: 0, message, finish_reason: 'stop' }] };
    const anthropic = {
      id: 'm',
      type: 'message',
      role: 'assistant',
      model: 'big',
      usage,
      content: [{ type: 'text', text }],
      stop_reason: 'end_turn',
    };
    response.end(JSON.stringify(wire === 'openai' ? openai : anthropic));
  };
}

/** an answer in openai's protocol with the count of the tokens that were read */
export function reads(tokens: number | undefined, text: string): WireReply {
  return (response, wire) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(piece(wire, text));
    const usage =
      tokens === undefined ? null : { prompt_tokens: tokens, completion_tokens: 1, total_tokens: tokens + 1 };
    response.end(
      [...ending(wire, 'stop').slice(0, 1), data({ ...CHUNK, choices: [], usage }), 'data: [DONE]\n\n'].join(''),
    );
  };
}

/** closes the connection without a word */
export const resets: WireReply = response => void response.destroy();

/** any bytes under any content type */
export function sends(type: string, text: string): WireReply {
  return response => {
    response.writeHead(200, { 'content-type': type });
    response.end(text);
  };
}

export function piece(wire: Wire, text: string): string {
  if (wire === 'openai') return data({ ...CHUNK, choices: [{ index: 0, delta: { content: text } }] });
  return event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } });
}

/** an error in the middle of a stream, as each of the two says it */
export function errorEvent(wire: Wire, message: string): string {
  const error = { type: 'overloaded_error', message };
  return wire === 'openai' ? data({ error }) : event({ type: 'error', error });
}

const CHUNK = { id: 'x', object: 'chat.completion.chunk', created: 1, model: 'big' };

function opening(wire: Wire): string[] {
  if (wire === 'openai')
    return [': ping\n\n', data({ ...CHUNK, choices: [{ index: 0, delta: { role: 'assistant' } }] })];
  const usage = { input_tokens: 3, output_tokens: 1 };
  const message = { id: 'm', type: 'message', role: 'assistant', model: 'big', content: [], stop_reason: null, usage };
  return [
    event({ type: 'message_start', message }),
    event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    event({ type: 'ping' }),
  ];
}

function ending(wire: Wire, finish: 'stop' | 'length'): string[] {
  if (wire === 'openai') {
    return [data({ ...CHUNK, choices: [{ index: 0, delta: {}, finish_reason: finish }] }), 'data: [DONE]\n\n'];
  }
  const stop = finish === 'stop' ? 'end_turn' : 'max_tokens';
  return [
    event({ type: 'content_block_stop', index: 0 }),
    event({ type: 'message_delta', delta: { stop_reason: stop, stop_sequence: null }, usage: { output_tokens: 9 } }),
    event({ type: 'message_stop' }),
  ];
}

function data(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

function event(value: { type: string; [key: string]: unknown }): string {
  return `event: ${value.type}\n${data(value)}`;
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? {} : JSON.parse(text);
}
