import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunContext } from '../call/context.js';
import { OperatorError } from '../../interfaces/errors.js';
import { readOutside } from '../system/sandbox/probe.js';
import type { Actor } from '../worker/rehearsal/protocol.js';
import { findGaps } from './judge.js';
import { PROOF_SCRIPT } from './proof-script.js';
import { rehearseReply } from './rehearsal-reply.js';
import { dropPlace, newWorkPlace } from './place.js';
import { readPlace } from './stored.js';
import { STUBBED_PROGRAMS } from './stubbed-programs.js';
import { askUnitOnce, rehearsalUnit } from './unit.js';

const TIMEOUT_MS = 60_000;
const MAX_OUTPUT_BYTES = 262_144;
// to be raised when the judge looks at more
const JUDGE = 3;

type Prover = Pick<RunContext, 'units' | 'signal' | 'bounds' | 'subject'>;

/** resolves once a copy was seen from inside to hold on this boot; throws where it does not */
export async function proveWalls(actor: Actor, context: Prover): Promise<void> {
  const key = keyOf(actor);
  if (await isProved(key)) return;
  const gaps = await look(actor, context);
  if (gaps.length > 0) {
    const text = `a copy of this machine does not hold, so nothing is rehearsed in it: ${gaps.join('; ')}`;
    throw new OperatorError('failed', text);
  }
  await keep(key);
}

async function look(actor: Actor, context: Prover): Promise<string[]> {
  const canary = `/var/tmp/llm-os-rehearsal-${randomBytes(8).toString('hex')}`;
  const place = await newWorkPlace(actor.uid);
  try {
    const { namespaces: outside } = await readOutside(context);
    const { stdout } = await askUnitOnce(context, {
      name: 'proof',
      timeoutMs: 2 * TIMEOUT_MS,
      reply: rehearseReply,
      request: {
        op: 'rehearse',
        script: PROOF_SCRIPT.replace('CANARY', canary),
        stdin: '',
        cwd: '/',
        environment: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' },
        actor,
        denied: context.bounds.paths.denied,
        live: STUBBED_PROGRAMS,
        store: place.path,
        timeoutMs: TIMEOUT_MS,
        maxOutputBytes: MAX_OUTPUT_BYTES,
      },
    });
    const changes = (await readPlace(place.path))?.manifest.changes ?? [];
    return findGaps({ text: stdout, actor, outside, changes, canary });
  } finally {
    await dropPlace(place.path);
  }
}

// in /run, so that nothing of an earlier boot is believed
function directory(): string {
  return join(process.env['RUNTIME_DIRECTORY'] ?? '/run/llmos-operator', 'rehearsal-proofs');
}

async function isProved(key: string): Promise<boolean> {
  return await readFile(join(directory(), key), 'utf8').then(
    text => text === 'proved\n',
    () => false,
  );
}

async function keep(key: string): Promise<void> {
  try {
    await mkdir(directory(), { recursive: true, mode: 0o700 });
    await writeFile(join(directory(), key), 'proved\n', { mode: 0o600 });
  } catch {
    // proved again next time
  }
}

// another set of properties is another place, and so is another program that judged it
function keyOf({ as }: Actor): string {
  const spelled = JSON.stringify([JUDGE, PROOF_SCRIPT, as, rehearsalUnit()], (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
  return createHash('sha256').update(spelled).digest('hex');
}
