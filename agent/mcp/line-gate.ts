import { StringDecoder } from 'node:string_decoder';

// codes of json-rpc 2.0
const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;
const INVALID_PARAMS = -32_602;
const LONGEST_LINE = 16 * 1024 * 1024;

type Id = string | number | null;

interface Refusal {
  readonly id: Id;
  readonly code: number;
  readonly message: string;
}

/** why a line is no message for the library, which leaves such lines without an answer; `undefined` where it is one */
export function refuseLine(line: string): Refusal | undefined {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return { id: null, code: PARSE_ERROR, message: 'this line is not json' };
  }
  if (Array.isArray(message))
    return { id: null, code: INVALID_REQUEST, message: 'batches are not served: send one message a line' };
  if (typeof message !== 'object' || message === null)
    return { id: null, code: INVALID_REQUEST, message: 'a message is a json object' };
  const { jsonrpc, method, params, id } = {
    jsonrpc: undefined,
    method: undefined,
    params: undefined,
    id: undefined,
    ...message,
  };
  const known: Id = typeof id === 'string' || typeof id === 'number' ? id : null;
  if (jsonrpc !== '2.0') return { id: known, code: INVALID_REQUEST, message: 'jsonrpc is not "2.0"' };
  // a notification has no answer, and a response none either
  if (known === null || typeof method !== 'string') return undefined;
  const problem = refuseParams(method, Object(params));
  return problem === undefined ? undefined : { id: known, code: INVALID_PARAMS, message: problem };
}

function refuseParams(method: string, params: Readonly<Record<string, unknown>>): string | undefined {
  if (method === 'initialize' && typeof params['protocolVersion'] !== 'string')
    return 'protocolVersion is missing: name the revision that you speak, such as 2025-11-25';
  // all tools are on the first page
  if (method === 'tools/list' && params['cursor'] !== undefined) return 'there is no such cursor';
  return undefined;
}

/** hands whole lines on, and answers those that are no message */
export function createLineGate(
  pass: (line: string) => void,
  answer: (line: string) => void,
): (chunk: Uint8Array) => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let skipping = false;
  const refuse = ({ id, ...error }: Refusal): void => answer(JSON.stringify({ jsonrpc: '2.0', id, error }));
  const take = (line: string): void => {
    if (line.trim() === '') return;
    const refusal = refuseLine(line);
    if (refusal === undefined) pass(line);
    else refuse(refusal);
  };
  return chunk => {
    const lines = (rest + decoder.write(Buffer.from(chunk))).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!skipping) take(line);
      skipping = false;
    }
    if (rest.length <= LONGEST_LINE && !skipping) return;
    if (!skipping) refuse({ id: null, code: PARSE_ERROR, message: `a line has at most ${LONGEST_LINE} characters` });
    skipping = true;
    rest = '';
  };
}
