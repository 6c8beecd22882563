import * as z from 'zod';
import type { GuardedChange, PendingChange } from './revert.js';
import type { RevertCommand } from '../call/context.js';
import { RECORD_ID } from '../../interfaces/record-id.js';

const UNIT = /^[A-Za-z0-9:_.@\\-]+$/;
const VALUE = /^[A-Za-z]+=[A-Za-z0-9.%]*$/;

const headSchema = z.strictObject({
  record: z.string().regex(RECORD_ID),
  uid: z.uint32(),
  login_uid: z.uint32().optional(),
  action: z.string(),
  summary: z.string(),
  due: z.int().min(0).optional(),
});

/** one line about the change, then one for each command: `packaging/revert` reads these and nothing else */
export function formatRevert({ commands, ...change }: Omit<GuardedChange, 'seconds'>, due: bigint): string {
  const { record, uid, loginUid, action, summary } = change;
  const login = loginUid === undefined ? {} : { login_uid: loginUid };
  const head = { record, uid, ...login, action, summary, due: Number(due) };
  return [`# ${JSON.stringify(head)}`, ...commands.map(lineOf), ''].join('\n');
}

/** `undefined` for what nobody can confirm: it is taken back */
export function parseRevert(text: string): Omit<PendingChange, 'changed'> | undefined {
  try {
    const { login_uid: loginUid, due, ...rest } = headSchema.parse(JSON.parse(text.split('\n')[0]?.slice(2) ?? ''));
    return { ...rest, loginUid, due: due === undefined ? undefined : BigInt(due) };
  } catch {
    return undefined;
  }
}

// a shell takes them apart at spaces and ends of lines
function lineOf({ verb, unit, values = [] }: RevertCommand): string {
  if (!UNIT.test(unit) || unit.startsWith('-')) throw new TypeError(`not the name of a unit: ${JSON.stringify(unit)}`);
  const wrong = values.find(value => !VALUE.test(value));
  if (wrong !== undefined) throw new TypeError(`not the value of a property: ${JSON.stringify(wrong)}`);
  return [verb, unit, ...values].join(' ');
}
