import { codeOfErrorName, type ErrorCode } from '../../interfaces/errors.js';
import { BusLostError, BusReplyError } from './bus-errors.js';

/** `no-helper`: nothing was asked of it; `lost`: it went away while a call was running, the outcome is unknown */
export type CallErrorCode = ErrorCode | 'no-helper' | 'lost' | 'foreign';

/** the one error of the client; its text comes from outside and is printed through `displayText` only */
export class CallError extends Error {
  readonly code: CallErrorCode;
  /** polkit action that the call needs, where the caller knows it */
  readonly actionId: string | undefined;

  constructor(code: CallErrorCode, message: string, actionId?: string) {
    super(message);
    this.name = 'CallError';
    this.code = code;
    this.actionId = actionId;
  }
}

const ABSENT = new Set([
  'org.freedesktop.DBus.Error.ServiceUnknown',
  'org.freedesktop.DBus.Error.NameHasNoOwner',
  'org.freedesktop.DBus.Error.FileNotFound',
  'org.freedesktop.systemd1.NoSuchUnit',
  'org.freedesktop.systemd1.UnitMasked',
]);

/** the error of a rejected call; `actionId` names the polkit action that the call needs, unless the error does already */
export function toCallError(error: unknown, actionId?: string): CallError {
  const found = asCallError(error);
  if (actionId === undefined || found.actionId !== undefined) return found;
  return new CallError(found.code, found.message, actionId);
}

function asCallError(error: unknown): CallError {
  if (error instanceof CallError) return error;
  if (error instanceof BusLostError) return new CallError(error.sent ? 'lost' : 'no-helper', error.message);
  if (!(error instanceof BusReplyError)) {
    return new CallError('invalid-args', error instanceof Error ? error.message : String(error));
  }
  const code = codeOfErrorName(error.dbusName);
  if (code) return new CallError(code, error.message);
  return new CallError(classify(error.dbusName), error.message || error.dbusName);
}

function classify(dbusName: string): CallErrorCode {
  if (ABSENT.has(dbusName) || dbusName.startsWith('org.freedesktop.DBus.Error.Spawn.')) return 'no-helper';
  // the daemon answers so for a service that died with our call in its hands
  if (dbusName === 'org.freedesktop.DBus.Error.NoReply' || dbusName === 'org.freedesktop.DBus.Error.Disconnected') {
    return 'lost';
  }
  // activation that fails or times out, and a bus policy that was never installed
  if (dbusName === 'org.freedesktop.DBus.Error.TimedOut' || dbusName === 'org.freedesktop.DBus.Error.AccessDenied') {
    return 'no-helper';
  }
  return 'foreign';
}
