import { OperatorError } from '../../interfaces/errors.js';
import type { Dict } from '../../interfaces/signature.js';
import { RECORD_ID } from '../../interfaces/record-id.js';

/** which records are asked for */
export interface RecordQuery {
  /** `undefined` for everybody's */
  readonly uid: number | undefined;
  readonly limit: number;
  /** milliseconds since 1970 */
  readonly since: number;
  readonly record: string | undefined;
}

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1000;
const KNOWN = new Set(['limit', 'since', 'record', 'all']);

export interface ListOptions extends Omit<RecordQuery, 'uid'> {
  readonly all: boolean;
}

export function parseListOptions(options: unknown): ListOptions {
  const given: Dict = Object(options);
  const unknown = Object.keys(given).find(key => !KNOWN.has(key));
  if (unknown !== undefined) {
    const known = Array.from(KNOWN).join(', ');
    throw refuse(`options: there is no ${JSON.stringify(unknown.slice(0, 40))}, only ${known}`);
  }
  const value = (key: string): unknown => given[key]?.value;
  return {
    limit: parseLimit(value('limit') ?? DEFAULT_LIMIT),
    since: parseSince(value('since') ?? ''),
    record: parseRecord(value('record') ?? ''),
    all: parseAll(value('all') ?? false),
  };
}

function parseLimit(limit: unknown): number {
  if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw refuse(`limit: expected a number from 1 to ${MAX_LIMIT}`);
}

function parseSince(since: unknown): number {
  if (since === '') return 0;
  const time = typeof since === 'string' && /^\d{4}-\d{2}-\d{2}/.test(since) ? Date.parse(since) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw refuse('since: expected a time such as 2026-01-31 or 2026-01-31T12:00:00Z');
}

function parseRecord(record: unknown): string | undefined {
  if (record === '') return undefined;
  if (typeof record === 'string' && RECORD_ID.test(record)) return record;
  throw refuse('record: expected an id as history shows it');
}

function parseAll(all: unknown): boolean {
  if (typeof all === 'boolean') return all;
  throw refuse('all: expected true or false');
}

function refuse(text: string): OperatorError {
  return new OperatorError('invalid-args', text);
}
