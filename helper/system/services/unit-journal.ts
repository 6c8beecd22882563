import { randomBytes } from 'node:crypto';
import { identity, type CageCaller } from '../sandbox/sandboxes.js';
import { FIXED_ENVIRONMENT, LOCKED, SYSTEM_CALLS_DENIED, NO_CORE } from '../sandbox/sandbox-parts.js';
import { askUnit } from '../units/run-query.js';
import { filter, booleanProperty, uint64Property, stringListProperty, stringProperty } from '../units/unit-property.js';
import type { UnitProperty, UnitStarter } from '../units/unit-starter.js';
import { display } from '../../../interfaces/display.js';
import { OperatorError } from '../../../interfaces/errors.js';

export interface JournalQuery {
  readonly units: UnitStarter;
  /** options of journalctl that choose lines */
  readonly options: readonly string[];
  readonly lines: number;
  readonly signal: AbortSignal;
}

export interface JournalLines {
  readonly lines: readonly string[];
  /** the journal holds what this reader may not see */
  readonly denied: boolean;
}

const TIMEOUT_MS = 20_000;
const MEGABYTE = 1024 * 1024;
const MOST_BYTES = 4 * MEGABYTE;
const LONGEST_LINE = 4000;
// status of journalctl where `--grep` matches no line
const NO_MATCH = 1;
const LONGEST_REFUSAL = 200;
const MOST_REPLY = 256 * 1024;
// messages of journalctl on standard error to a user in none of its groups
const DENIED = /insufficient permissions|not seeing messages/;

/** lines that the person could read with journalctl; output of a process with the caller's uid goes to that caller only */
export function readJournalAsCaller(query: JournalQuery, caller: CageCaller): Promise<JournalLines> {
  return ask(query, [...identity(caller), stringProperty('ProtectHome', 'yes')]);
}

/** all of these messages, read by nobody in particular who may read the journal and nothing else */
export function readWholeJournal(query: JournalQuery): Promise<JournalLines> {
  return ask(query, [
    booleanProperty('DynamicUser', true),
    stringListProperty('SupplementaryGroups', ['systemd-journal']),
    stringProperty('ProtectHome', 'yes'),
  ]);
}

async function ask(query: JournalQuery, who: readonly UnitProperty[]): Promise<JournalLines> {
  const { units, options, lines, signal } = query;
  const answer = await askUnit(units, {
    id: `journal-${randomBytes(8).toString('hex')}`,
    description: 'llm-os journal reader',
    argv: ['/usr/bin/journalctl', '--no-pager', '--no-hostname', '--output=short-iso', `--lines=${lines}`, ...options],
    properties: [...READER, ...who],
    signal,
    timeoutMs: TIMEOUT_MS,
    maxBytes: MOST_BYTES,
  });
  const denied = DENIED.test(answer.stderr);
  // without an error it only found nothing
  const refused = answer.stderr.trim().slice(0, LONGEST_REFUSAL);
  if (answer.exitStatus !== 0 && !denied && (refused !== '' || answer.exitStatus !== NO_MATCH)) {
    throw new OperatorError('failed', `journalctl could not read the journal: ${display(refused)}`);
  }
  return { lines: lastLines(answer.stdout), denied };
}

const READER: readonly UnitProperty[] = [
  ...LOCKED,
  uint64Property('CapabilityBoundingSet', 0),
  booleanProperty('PrivateNetwork', true),
  filter('RestrictAddressFamilies', true, []),
  stringProperty('ProtectSystem', 'strict'),
  booleanProperty('PrivateTmp', true),
  booleanProperty('PrivateDevices', true),
  filter('SystemCallFilter', true, ['@system-service']),
  filter('SystemCallFilter', false, SYSTEM_CALLS_DENIED),
  uint64Property('MemoryMax', 512 * MEGABYTE),
  uint64Property('TasksMax', 8),
  ...NO_CORE,
  stringListProperty('Environment', FIXED_ENVIRONMENT),
];

/** messages only: journalctl's own remarks begin with two dashes */
export function lastLines(output: string): string[] {
  const lines = output.split('\n').filter(line => line !== '' && !/^-- .* --$/.test(line));
  const kept: string[] = [];
  let bytes = 0;
  for (const line of lines.toReversed()) {
    const short = line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)} … (${line.length} characters)` : line;
    bytes += Buffer.byteLength(short);
    if (bytes > MOST_REPLY) break;
    kept.push(short);
  }
  return kept.toReversed();
}
