import { Agent, request, type IncomingMessage } from 'node:http';

/** the answer's head is there when it resolves; the body is read from it, as it comes, for as long as that takes */
export type AgentRequest = (path: string, body?: unknown, signal?: AbortSignal) => Promise<IncomingMessage>;

export interface AgentSocket {
  readonly ask: AgentRequest;
  /** ends what is still open */
  readonly destroy: () => void;
}

/** http on a unix socket by node's own client: a larger one takes longer to load than to answer */
export function openAgentSocket(socketPath: string): AgentSocket {
  const agent = new Agent({ keepAlive: true });
  const ask: AgentRequest = (path, body, signal) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const sent = request({
        socketPath,
        path,
        agent,
        method: text === undefined ? 'GET' : 'POST',
        headers:
          text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) },
        ...(signal && { signal }),
      });
      sent.on('response', resolve);
      sent.on('error', reject);
      sent.end(text);
    });
  return { ask, destroy: () => agent.destroy() };
}
