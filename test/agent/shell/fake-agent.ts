import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModelTable } from '../../../agent/models/table.js';
import { testUid } from './test-world.js';

const TINY = loadModelTable().find(({ name }) => name === 'tiny') ?? { file: 'tiny.gguf', bytes: 1 };

const CONTEXT = 8192;

export type Reply = (response: ServerResponse, body: Record<string, unknown>) => void | Promise<void>;

export interface FakeAgent {
  readonly env: Readonly<Record<string, string>>;
  readonly requests: Record<string, unknown>[];
  /** connections that keep the model in memory: those that were, and those that are */
  readonly holds: { made: number; open: number };
  stop(): void;
}

/** plays llmos-agent on its socket; each request takes the next reply, the last one stays */
export async function startFakeAgent(...replies: Reply[]): Promise<FakeAgent> {
  const runtime = mkdtempSync(join(tmpdir(), 'llmsh-agent-'));
  mkdirSync(join(runtime, 'llm-os'), { mode: 0o700 });
  chmodSync(join(runtime, 'llm-os'), 0o700);
  // llmsh checks only the name and size of the file before it asks the agent
  writeFileSync(join(runtime, TINY.file), '');
  truncateSync(join(runtime, TINY.file), TINY.bytes);
  const requests: Record<string, unknown>[] = [];
  const holds = { made: 0, open: 0 };
  const server = createServer((request, response) => {
    if (request.url === '/v1/hold') {
      holds.made++;
      holds.open++;
      response.on('close', () => holds.open--);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': held\n\n');
      return;
    }
    void readBody(request).then(body => {
      if (request.url === '/v1/count') {
        const tokens = Math.ceil(JSON.stringify(body['messages']).length / 3);
        return void response.end(JSON.stringify({ tokens, context: CONTEXT }));
      }
      const reply = replies[Math.min(requests.length, replies.length - 1)];
      requests.push(body);
      return reply?.(response, body);
    });
  });
  await new Promise<void>(resolve => server.listen(join(runtime, 'llm-os/agent.sock'), resolve));
  for (const path of ['llm-os', 'llm-os/agent.sock']) chownSync(join(runtime, path), testUid(), testUid());
  return {
    env: { XDG_RUNTIME_DIR: runtime, LLMOS_MODELS: runtime, LLMOS_MODEL: 'tiny', LLMOS_BELOW_FLOOR: '1' },
    requests,
    holds,
    stop: () => {
      server.closeAllConnections();
      server.close();
      rmSync(runtime, { recursive: true, force: true });
    },
  };
}

/** an answer in pieces of a few characters, ended as told; `null` hangs up */
export function answering(text: string, finish: string | null = 'stop'): Reply {
  return response => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': loading qwen2.5-coder-1.5b …\n\n');
    const size = Math.max(7, Math.ceil(text.length / 1000));
    for (let at = 0; at < text.length; at += size) {
      const piece = text.slice(at, at + size);
      response.write(event({ delta: { content: piece } }));
    }
    if (finish === null) response.destroy();
    else {
      response.write(event({ delta: {}, finish_reason: finish }));
      response.end('data: [DONE]\n\n');
    }
  };
}

/** choices with their scores, as where nothing is written */
export function scoring(scores: Readonly<Record<string, number>>): Reply {
  return response => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const usage = { prompt_tokens: 9, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 0 } };
    response.write(event({ delta: { content: Object.keys(scores)[0] }, finish_reason: 'stop' }));
    response.write(`data: ${JSON.stringify({ choices: [], llmos_scores: scores, usage })}\n\n`);
    response.end('data: [DONE]\n\n');
  };
}

export function planning(steps: readonly unknown[], say = ''): Reply {
  return answering(JSON.stringify(say === '' ? { steps } : { steps, say }));
}

export function failing(status: number, code: string, message: string): Reply {
  return response => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message, type: 'server_error', code } }));
  };
}

function event(choice: unknown): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, ...Object(choice) }] })}\n\n`;
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? {} : JSON.parse(text);
}
