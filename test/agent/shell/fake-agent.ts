import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testUid } from './test-world.js';

export type Reply = (response: ServerResponse, body: Record<string, unknown>) => void | Promise<void>;

export interface FakeAgent {
  /** to be XDG_RUNTIME_DIR */
  readonly runtime: string;
  readonly requests: Record<string, unknown>[];
  stop(): void;
}

/** plays llmos-agent on its socket; each request takes the next reply, the last one stays */
export async function startFakeAgent(...replies: Reply[]): Promise<FakeAgent> {
  const runtime = mkdtempSync(join(tmpdir(), 'llmsh-agent-'));
  mkdirSync(join(runtime, 'llm-os'), { mode: 0o700 });
  chmodSync(join(runtime, 'llm-os'), 0o700);
  const requests: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then(body => {
      const reply = replies[Math.min(requests.length, replies.length - 1)];
      requests.push(body);
      return reply?.(response, body);
    });
  });
  await new Promise<void>(resolve => server.listen(join(runtime, 'llm-os/agent.sock'), resolve));
  for (const path of ['llm-os', 'llm-os/agent.sock']) chownSync(join(runtime, path), testUid(), testUid());
  return {
    runtime,
    requests,
    stop: () => {
      server.closeAllConnections();
      server.close();
      rmSync(runtime, { recursive: true, force: true });
    },
  };
}

/** an answer in pieces of a few characters, ended as told */
export function answering(text: string, finish: string | undefined = 'stop'): Reply {
  return response => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': loading qwen2.5-coder-1.5b …\n\n');
    for (const piece of text.match(/[\s\S]{1,7}/gu) ?? []) response.write(event({ delta: { content: piece } }));
    if (finish === undefined) response.destroy();
    else {
      response.write(event({ delta: {}, finish_reason: finish }));
      response.end('data: [DONE]\n\n');
    }
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
