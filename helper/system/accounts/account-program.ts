import { randomUUID } from 'node:crypto';
import { OperatorError } from '../../../interfaces/errors.js';
import { displayText } from '../../../interfaces/display.js';
import { FIXED_ENVIRONMENT, LOCKED, NO_CORE, WORKER_CALLS_DENIED } from '../sandbox/sandbox-parts.js';
import {
  booleanProperty,
  filter,
  scalarProperty,
  stringListProperty,
  stringProperty,
  uint64Property,
} from '../units/unit-property.js';
import { askUnit } from '../units/run-query.js';
import type { UnitProperty, UnitStarter } from '../units/unit-starter.js';

const TIMEOUT_MS = 120_000;
const MAX_BYTES = 256 * 1024;
const LONGEST = 300;
// chown, dac_override, dac_read_search, fowner, fsetid, kill (whether a process is there), audit_write
const CAPABILITIES = 0b111111n | (1n << 29n);

/** files of accounts, homes and mail; no network, no device, no other power of root */
const ACCOUNTS: readonly UnitProperty[] = [
  ...LOCKED,
  ...NO_CORE,
  uint64Property('CapabilityBoundingSet', CAPABILITIES),
  // boot and programs are read-only; homes and /etc are what this is about
  stringProperty('ProtectSystem', 'yes'),
  booleanProperty('PrivateNetwork', true),
  booleanProperty('PrivateDevices', true),
  booleanProperty('PrivateTmp', true),
  // the programs tell the log of logins and the audit of what they do
  filter('RestrictAddressFamilies', true, ['AF_UNIX', 'AF_NETLINK']),
  filter('SystemCallFilter', true, ['@system-service']),
  filter('SystemCallFilter', false, WORKER_CALLS_DENIED),
  scalarProperty('SystemCallErrorNumber', 'i', 1),
  scalarProperty('UMask', 'u', 0o022),
  stringListProperty('Environment', FIXED_ENVIRONMENT),
  stringProperty('WorkingDirectory', '/'),
];

export interface AccountProgram {
  /** the first word is its absolute path */
  readonly argv: readonly string[];
  /** a secret goes here, never into `argv` */
  readonly stdin?: string;
  /** exit statuses that are no failure */
  readonly accepts?: readonly number[];
}

/** runs one of the distribution's own programs for accounts as root; throws with its own words where it fails */
export async function runAccountProgram(
  { units, signal }: { readonly units: UnitStarter; readonly signal: AbortSignal },
  { argv, stdin, accepts = [0] }: AccountProgram,
): Promise<string> {
  const [program = ''] = argv;
  const answer = await askUnit(units, {
    id: `account-${randomUUID()}`,
    description: 'change accounts',
    argv,
    properties: ACCOUNTS,
    signal,
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    ...(stdin !== undefined && { stdin }),
  });
  if (accepts.includes(answer.exitStatus)) return answer.stdout;
  const name = program.slice(program.lastIndexOf('/') + 1);
  // systemd's status for a program that is not there
  if (answer.exitStatus === 203) throw new OperatorError('failed', `this machine has no ${name}: install passwd`);
  const said = displayText(answer.stderr.trim().slice(0, LONGEST)).replaceAll('\n', '; ');
  throw new OperatorError('failed', `${name} refused: ${said === '' ? `exit status ${answer.exitStatus}` : said}`);
}
