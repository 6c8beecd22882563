import { variant } from '../../interfaces/signature.js';
import type { Details } from '../call/types.js';
import { BusError, type BusCaller } from '../system/bus-caller.js';
import { OperatorError } from '../../interfaces/errors.js';

export const CHECK = { quiet: 0, interactive: 1, always: 2 } as const;

export interface CheckRequest {
  /** unique name of the caller: the bus itself vouches for it, a pid can be reused */
  readonly sender: string;
  readonly actionId: string;
  readonly details: Details;
  readonly flags: number;
  readonly cancellationId?: string;
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
}

export interface CheckResult {
  readonly authorized: boolean;
  readonly challenge: boolean;
  readonly dismissed: boolean;
  /** a yes that polkit keeps: the answer to something else, or one that would answer everything else */
  readonly kept: boolean;
}

const AUTHORITY = {
  destination: 'org.freedesktop.PolicyKit1',
  path: '/org/freedesktop/PolicyKit1/Authority',
  interface: 'org.freedesktop.PolicyKit1.Authority',
} as const;

const NO_REPLY = 'org.freedesktop.DBus.Error.NoReply';

/** one question to polkit; withdrawn there when the signal fires here */
export async function checkAuthorization(bus: BusCaller, request: CheckRequest): Promise<CheckResult> {
  try {
    return await askOnce(bus, request);
  } catch (error) {
    if (!(error instanceof BusError)) throw error;
    // polkit left the bus while it was asked, as it does when idle or renewed: the next one is asked afresh
    if (error.dbusName === NO_REPLY && !request.signal.aborted) return await askAgain(bus, request);
    throw noAuthority(error, request.actionId);
  }
}

async function askAgain(bus: BusCaller, request: CheckRequest): Promise<CheckResult> {
  try {
    return await askOnce(bus, request);
  } catch (error) {
    throw error instanceof BusError ? noAuthority(error, request.actionId) : error;
  }
}

async function askOnce(bus: BusCaller, request: CheckRequest): Promise<CheckResult> {
  const { cancellationId = '', signal } = request;
  try {
    const [result] = await bus.call({
      ...AUTHORITY,
      member: 'CheckAuthorization',
      signature: '(sa{sv})sa{ss}us',
      body: [subjectOf(request), request.actionId, request.details, request.flags, cancellationId],
      repeated: cancellationId === '',
      signal,
      ...(request.timeoutMs === undefined ? {} : { timeoutMs: request.timeoutMs }),
    });
    return parseResult(result);
  } catch (error) {
    if (cancellationId !== '' && signal.aborted) withdraw(bus, cancellationId);
    throw error;
  }
}

function subjectOf(request: CheckRequest): unknown[] {
  return ['system-bus-name', { name: variant(request.sender) }];
}

// anything but a plain true is not a yes
function parseResult(result: unknown): CheckResult {
  const [authorized, challenge, details] = Array.isArray(result) ? result : [];
  const told = (key: string) => Object.hasOwn(Object(details), key);
  return {
    authorized: authorized === true,
    challenge: challenge === true,
    dismissed: told('polkit.dismissed'),
    kept: told('polkit.temporary_authorization_id') || told('polkit.retains_authorization_after_challenge'),
  };
}

function withdraw(bus: BusCaller, cancellationId: string): void {
  const request = { ...AUTHORITY, member: 'CancelCheckAuthorization', signature: 's', body: [cancellationId] };
  // fails if polkit has answered already; then there is no prompt left to withdraw
  bus.call(request).catch(() => {});
}

const ABSENT = new Set(['ServiceUnknown', 'NameHasNoOwner', 'NoReply', 'Timeout', 'TimedOut', 'Disconnected']);

function noAuthority(error: BusError, actionId: string): OperatorError {
  const word = error.dbusName.split('.').at(-1) ?? '';
  const absent = ABSENT.has(word) || error.dbusName.includes('Spawn') || error.dbusName.includes('systemd1');
  const text = absent
    ? 'polkit does not answer, and without it nothing is allowed: install polkitd, or start polkit.service'
    : `polkit could not judge ${actionId} (${word}): is its .policy file in /usr/share/polkit-1/actions?`;
  return new OperatorError('not-authorized', text);
}
