import type { UnitProperty, UnitStarter } from './unit-starter.js';

export interface Query {
  readonly id: string;
  readonly description: string;
  readonly argv: readonly string[];
  readonly properties: readonly UnitProperty[];
  readonly stdin?: string;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  readonly onOutput?: (text: string) => void;
  readonly onErrorText?: (text: string) => void;
}

export interface QueryResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitStatus: number;
}

const TIMEOUT_MS = 60_000;
const MAX_BYTES = 16 * 1024 * 1024;

/** runs a program that answers a question in a unit, and returns what it said; a unit that could not run rejects */
export async function askUnit(units: UnitStarter, query: Query): Promise<QueryResult> {
  const unit = await units.start({
    id: query.id,
    description: query.description,
    program: query.argv[0] ?? '',
    argv: query.argv,
    properties: query.properties,
    io: 'streams',
    ...(query.stdin !== undefined && { stdin: query.stdin }),
    timeoutMs: query.timeoutMs ?? TIMEOUT_MS,
    signal: query.signal,
  });
  const limit = query.maxBytes ?? MAX_BYTES;
  const [stdout, stderr, outcome] = await Promise.all([
    collect(unit.streams.stdout, limit, query.onOutput),
    collect(unit.streams.stderr, limit, query.onErrorText),
    unit.finished,
  ]);
  query.signal.throwIfAborted();
  if (outcome.result !== 'success' && outcome.result !== 'exit-code') {
    throw new Error(`${query.argv[0] ?? ''} did not finish: ${outcome.result}`);
  }
  return { stdout, stderr, exitStatus: outcome.exitStatus };
}

async function collect(
  stream: NodeJS.ReadableStream | undefined,
  limit: number,
  follow: (text: string) => void = () => {},
): Promise<string> {
  if (!stream) return '';
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stream) {
    const piece = decoder.decode(typeof chunk === 'string' ? Buffer.from(chunk) : chunk, { stream: true });
    follow(piece);
    // output over the limit is read and dropped, so that the program does not block on writing
    if (text.length < limit) text += piece;
  }
  if (text.length >= limit) throw new Error(`an answer of more than ${limit} bytes`);
  return text + decoder.decode();
}
