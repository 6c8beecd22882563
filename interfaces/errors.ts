const STANDARD = 'org.freedesktop.DBus.Error.';
const OWN = 'org.llmos.Error.';

// the one table: code, d-bus name; nobody writes an error name elsewhere
export const ERROR_NAMES = {
  'invalid-args': `${STANDARD}InvalidArgs`,
  'unknown-method': `${STANDARD}UnknownMethod`,
  'unknown-object': `${STANDARD}UnknownObject`,
  'unknown-interface': `${STANDARD}UnknownInterface`,
  'unknown-property': `${STANDARD}UnknownProperty`,
  'property-read-only': `${STANDARD}PropertyReadOnly`,
  'limits-exceeded': `${STANDARD}LimitsExceeded`,
  'not-authorized': `${OWN}NotAuthorized`,
  'can-obtain': `${OWN}NotAuthorizedCanObtain`,
  dismissed: `${OWN}NotAuthorizedDismissed`,
  'not-permitted': `${OWN}NotPermitted`,
  /** not permitted in this tier; the same call with the tier `caller` may be */
  'can-widen': `${OWN}NotPermittedCanWiden`,
  failed: `${OWN}Failed`,
  'timed-out': `${OWN}TimedOut`,
  cancelled: `${OWN}Cancelled`,
  'audit-failed': `${OWN}AuditFailed`,
} as const;

export type ErrorCode = keyof typeof ERROR_NAMES;

/** an error whose text may cross the bus: it names what was refused, by which rule, and what would be accepted */
export class OperatorError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = 'OperatorError';
    this.code = code;
  }

  get dbusName(): string {
    return ERROR_NAMES[this.code];
  }
}

const CODES = new Map<string, ErrorCode>();
for (const code of errorCodes()) CODES.set(ERROR_NAMES[code], code);

/** the code of a d-bus error name, `undefined` for a stranger's */
export function codeOfErrorName(dbusName: string): ErrorCode | undefined {
  return CODES.get(dbusName);
}

function errorCodes(): ErrorCode[] {
  const isCode = (key: string): key is ErrorCode => Object.hasOwn(ERROR_NAMES, key);
  return Object.keys(ERROR_NAMES).filter(isCode);
}
