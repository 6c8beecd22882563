import { listArchives } from './chain-files.js';
import { linesBackward } from './lines-backward.js';
import type { Fields } from './chain-entry.js';
import type { RecordQuery } from './query.js';
import type { BoundedLogs } from './bounded-log.js';

// bytes of all files of the chain for one question; older records stay in the files
const MOST_READ = 64 * 1024 * 1024;

/** one call, as the history lists it */
export interface HistoryRow {
  readonly record: string;
  readonly time: string;
  /** kebab case */
  readonly action: string;
  readonly uid: number;
  readonly outcome: string;
  /** everything else that was written down when it was asked for */
  readonly facts: Fields;
}

type Pending = Omit<HistoryRow, 'outcome'> & { outcome: string | undefined };

export interface HistorySources {
  /** the chain's file */
  readonly path: string;
  readonly rings: BoundedLogs;
}

/** the latest calls first: those of the chain, and those of the rings that asked nobody or were refused */
export async function readHistory({ path, rings }: HistorySources, query: RecordQuery): Promise<HistoryRow[]> {
  const rows = new Map((await readChains(path, query)).map(row => [row.record, row]));
  const uids = query.uid === undefined ? await rings.uids() : [query.uid];
  for (const uid of uids) {
    for (const row of foldRing(await rings.read(uid), uid)) {
      if (isWanted(row, query) && !rows.has(row.record)) rows.set(row.record, row);
    }
  }
  const latest = Array.from(rows.values()).toSorted((one, other) => (one.time < other.time ? 1 : -1));
  return latest.slice(0, query.limit).map(row => ({ ...row, outcome: row.outcome ?? 'open' }));
}

// the newest file first, and earlier ones only where more is wanted
async function readChains(path: string, query: RecordQuery): Promise<Pending[]> {
  const outcomes = new Map<string, string>();
  const found: Pending[] = [];
  const allowance = { bytes: MOST_READ };
  for (const file of [...(await listArchives(path)), path].toReversed()) {
    if (found.length >= query.limit) break;
    found.push(...(await readChain(linesBackward(file, allowance), query, outcomes)));
  }
  return found;
}

// from the end, and only as far as needed; the chain itself is verified elsewhere
async function readChain(
  lines: AsyncIterable<string>,
  query: RecordQuery,
  outcomes: Map<string, string>,
): Promise<Pending[]> {
  const found: Pending[] = [];
  for await (const line of lines) {
    const fields = mayMatch(line, query) ? parse(line) : undefined;
    if (fields?.['kind'] === 'closed') outcomes.set(String(fields['record']), String(fields['outcome']));
    if (fields?.['kind'] !== 'authorized') continue;
    const row = toRow(fields, Number(fields['uid']), outcomes.get(String(fields['record'])));
    if (Date.parse(row.time) < query.since) break;
    if (isWanted(row, query)) found.push(row);
    if (found.length >= query.limit) break;
  }
  return found;
}

// most lines are somebody else's: looking for the text is cheaper than reading it
function mayMatch(line: string, { uid, record }: RecordQuery): boolean {
  if (record !== undefined && !line.includes(record)) return false;
  return uid === undefined || line.includes(`"uid":${uid}`);
}

function foldRing(lines: readonly Fields[], uid: number): Pending[] {
  const calls = new Map<string, Pending>();
  for (const fields of lines) {
    const id = String(fields['record']);
    const outcome = typeof fields['outcome'] === 'string' ? fields['outcome'] : undefined;
    const asked = calls.get(id);
    if (asked && fields['kind'] !== 'asked') asked.outcome = outcome;
    else calls.set(id, toRow(fields, uid, outcome));
  }
  return Array.from(calls.values());
}

function toRow(fields: Fields, uid: number, outcome: string | undefined): Pending {
  const { at, action, record } = fields;
  return { record: String(record), time: String(at), action: String(action), uid, outcome, facts: fields };
}

function isWanted({ record, uid, time }: Pending, query: RecordQuery): boolean {
  if (query.record !== undefined && query.record !== record) return false;
  if (query.uid !== undefined && query.uid !== uid) return false;
  return Date.parse(time) >= query.since;
}

function parse(line: string): Fields | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
