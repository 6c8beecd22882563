import { Agent, fetch } from 'undici';
import * as z from 'zod';
import { startDeadline } from '../../interfaces/deadline.js';

const PROBE_MS = 700;
const MOST_BYTES = 256 * 1024;
// ollama, and llama.cpp's server, which ramalama runs as well
const OLLAMA = 11434;
const PORTS: readonly number[] = [OLLAMA, 8080];

const listSchema = z.looseObject({
  data: z
    .array(z.looseObject({ id: z.string().min(1).max(200), owned_by: z.string().optional().catch(undefined) }))
    .max(1000),
});

/** a server of models that answers on this very machine */
export interface Nearby {
  readonly port: number;
  readonly url: string;
  readonly kind: 'ollama' | 'llama-server' | 'other';
  readonly models: readonly string[];
}

/** asks each usual port of loopback for its list of models, once, with no key and no words of anybody's */
export async function findNearby(signal: AbortSignal, ports: readonly number[] = PORTS): Promise<Nearby[]> {
  // not by a proxy of the environment
  const dispatcher = new Agent({ connect: { timeout: PROBE_MS } });
  try {
    const found = await Promise.all(ports.map(port => probe(port, dispatcher, signal).catch(() => undefined)));
    return found.filter(one => one !== undefined);
  } finally {
    await dispatcher.destroy();
  }
}

async function probe(port: number, dispatcher: Agent, signal: AbortSignal): Promise<Nearby | undefined> {
  const url = `http://127.0.0.1:${port}/v1`;
  const { signal: end } = startDeadline(signal, PROBE_MS);
  const answer = await fetch(`${url}/models`, {
    dispatcher,
    signal: end,
    redirect: 'manual',
    headers: { accept: 'application/json' },
  });
  if (answer.status !== 200 || answer.body === null) return undefined;
  const { data } = listSchema.parse(JSON.parse(await readBounded(answer.body)));
  const models = data.map(({ id }) => id);
  if (models.length === 0) return undefined;
  const llama = data.some(({ owned_by: owner }) => owner === 'llamacpp');
  return { port, url, kind: port === OLLAMA ? 'ollama' : llama ? 'llama-server' : 'other', models };
}

async function readBounded(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error('too long for a list');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
