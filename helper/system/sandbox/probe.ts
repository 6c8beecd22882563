import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox, CageCaller } from './sandboxes.js';
import { cageProperties } from './sandboxes.js';
import { findSandboxGaps } from './probe-judge.js';
import { parseReport, type Report } from './probe-report.js';
import type { UnitProperty, UnitStarter } from '../units/unit-starter.js';
import { uint64Property } from '../units/unit-property.js';
import { OperatorError } from '../../../interfaces/errors.js';

const PROGRAM = '/usr/lib/llm-os/node';
const ARGV = [PROGRAM, '--jitless', '/usr/lib/llm-os/worker.mjs', 'probe'];
// seconds, on a machine that is emulated and busy
const TIMEOUT_MS = 90_000;
const MAX_REPORT_BYTES = 65_536;

export interface ProofsOptions {
  /** in /run, so that nothing of an earlier boot is believed; keeps what was proved while the helper comes and goes */
  readonly directory: string;
}

export interface Prover {
  readonly units: UnitStarter;
  readonly signal: AbortSignal;
}

/** cages that were seen from inside to hold; systemd skips what a machine can't do without an error */
export class VerifiedSandboxes {
  readonly #directory: string;
  readonly #running = new Map<string, Promise<void>>();

  constructor({ directory }: ProofsOptions) {
    this.#directory = directory;
  }

  /** resolves once the cage is known to hold on this boot; throws where it does not */
  async prove(cage: Sandbox, caller: CageCaller, prover: Prover): Promise<void> {
    const properties = cageProperties(cage, caller);
    const key = keyOf(properties);
    if (this.#isProved(key)) return;
    const running = this.#running.get(key) ?? this.#prove(cage, caller, prover);
    this.#running.set(key, running);
    await running.finally(() => this.#running.delete(key));
  }

  async #prove(cage: Sandbox, caller: CageCaller, prover: Prover): Promise<void> {
    const properties = cageProperties(cage, caller);
    const hidden = caller.hidden ?? [];
    const [outside, inside] = await Promise.all([probe(BARE, [], prover), probe(properties, hidden, prover)]);
    const problems = findSandboxGaps(cage, inside, outside, caller);
    if (problems.length > 0) {
      throw new OperatorError(
        'failed',
        `the ${cage} cage does not hold on this machine, so nothing runs in it: ${problems.join('; ')}`,
      );
    }
    this.#keep(keyOf(properties));
  }

  #isProved(key: string): boolean {
    try {
      return readFileSync(join(this.#directory, key), 'utf8') === 'proved\n';
    } catch {
      return false;
    }
  }

  #keep(key: string): void {
    try {
      mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      writeFileSync(join(this.#directory, key), 'proved\n', { mode: 0o600 });
    } catch {
      // proved again next time
    }
  }
}

// no cage at all: shows what the machine's own namespaces are called
const BARE: readonly UnitProperty[] = [uint64Property('CapabilityBoundingSet', 0)];

/** the machine as a unit without walls sees it */
export async function readOutside(prover: Prover): Promise<Report> {
  return await probe(BARE, [], prover);
}

async function probe(
  properties: readonly UnitProperty[],
  hidden: readonly string[],
  { units, signal }: Prover,
): Promise<Report> {
  const unit = await units.start({
    id: `probe-${randomBytes(8).toString('hex')}`,
    description: 'llm-os cage probe',
    program: PROGRAM,
    argv: [...ARGV, ...hidden],
    properties,
    io: 'streams',
    timeoutMs: TIMEOUT_MS,
    signal,
  });
  const { stdout, stderr } = unit.streams;
  stderr?.resume();
  let text = '';
  for await (const piece of stdout ?? []) text = (text + String(piece)).slice(0, MAX_REPORT_BYTES);
  const outcome = await unit.finished;
  const report = parseReport(text);
  if (report) return report;
  const how = `${outcome.result}, ${outcome.exitStatus}`;
  throw new OperatorError('failed', `a probe of a cage did not run (${how}), so nothing runs in it`);
}

// to be raised when the probe looks at more: what an earlier one proved is proved again
const JUDGE = 5;

// another set of properties is another cage, and so is another program that judged it
function keyOf(properties: readonly UnitProperty[]): string {
  const spelled = JSON.stringify([JUDGE, ARGV, properties], (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
  return createHash('sha256').update(spelled).digest('hex');
}
