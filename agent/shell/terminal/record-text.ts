import { display, displayText } from '../../../interfaces/display.js';
import type { RecordRow } from '../../operator-client/records-client.js';

// codes are for programs; a person reads what became of it
const OUTCOMES: Readonly<Record<string, string>> = {
  open: 'at work',
  'can-obtain': 'needs password',
  'not-authorized': 'refused',
  'not-permitted': 'not allowed',
  'can-widen': 'not allowed',
  'invalid-args': 'not valid',
  'limits-exceeded': 'too many',
  'timed-out': 'timed out',
  'audit-failed': 'not recorded',
};
const UNDO: Readonly<Record<string, string>> = { done: 'undone', force: 'by force' };

/** a record as a row of the history */
export function toHistoryRow(row: RecordRow, withUser: boolean): RecordRow {
  const { record = '', time = '', user = '', action = '', summary = '' } = row;
  const who: RecordRow = withUser ? { user } : {};
  return { record, time: localTime(time), ...who, action, ...wordsOf(row), summary };
}

/** all of a record, one fact a line */
export function renderRecord(row: RecordRow): string {
  const facts = Object.entries({ ...row, time: localTime(row['time'] ?? ''), ...wordsOf(row) });
  return facts.map(([key, value]) => renderFact(key, value)).join('');
}

function wordsOf({ outcome = '', undo = '' }: RecordRow): RecordRow {
  return { outcome: OUTCOMES[outcome] ?? outcome, undo: UNDO[undo] ?? undo };
}

function renderFact(key: string, value: string): string {
  if (key !== 'params' && key !== 'details') return value === '' ? '' : `${display(key)}: ${displayText(value)}\n`;
  const inner = Object.entries(parse(value)).filter(([, each]) => each !== '');
  const lines = inner.map(([name, each]) => `  ${display(name)}: ${displayText(asText(each))}\n`);
  return lines.length === 0 ? '' : `${key}:\n${lines.join('')}`;
}

function parse(text: string): object {
  try {
    return Object(JSON.parse(text));
  } catch {
    return { text };
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

// recorded in utc, read by people who are somewhere
function localTime(time: string): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return time;
  const two = (number: number): string => String(number).padStart(2, '0');
  const date = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  const offset = Math.abs(at.getTimezoneOffset());
  const zone = `${at.getTimezoneOffset() > 0 ? '-' : '+'}${two(Math.trunc(offset / 60))}:${two(offset % 60)}`;
  return `${date} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')} ${zone}`;
}
