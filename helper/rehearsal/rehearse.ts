import * as z from 'zod';
import { defineAction, type Action } from '../action/action.js';
import { path, text } from '../action/parameters.js';
import type { PrepareContext, RunContext } from '../call/context.js';
import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';
import { sha256 } from '../worker/rehearsal/digest.js';
import type { Actor } from '../worker/rehearsal/protocol.js';
import { rowSchema, summarize, toRow, checkChanges, type Row } from './changes.js';
import { findLive } from './find-live.js';
import { proveWalls } from './proof.js';
import { readNewTexts } from './new-texts.js';
import { rehearseReply } from './rehearsal-reply.js';
import { dropPlace, newPlace } from './place.js';
import { sealPlace, type Stored } from './stored.js';
import { STUBBED_PROGRAMS, whyRefused } from './stubbed-programs.js';
import { MAX_ROOT_SCRIPT, REHEARSE_TIERS } from './tiers.js';
import { askUnitOnce } from './unit.js';

const MAX_SCRIPT = 65_536;
const MAX_OUTPUT_BYTES = 131_072;
/** building, reading and keeping, beside the script's own time */
const BESIDE_MS = 120_000;

const params = z.strictObject({
  script: text(MAX_SCRIPT).min(1).describe('text that /bin/sh runs'),
  cwd: path().startsWith('/').optional().describe('absolute path of the directory to run in'),
  user: z.enum(['root']).optional().describe('root to run it as root'),
  stdin: text(MAX_SCRIPT).optional().describe('what it reads from standard input, nothing unless given'),
  timeout_s: z.int().min(1).max(600).optional().describe('stop it after so many seconds'),
});

const result = z.strictObject({
  id: z.string(),
  digest: z.string(),
  exit_status: z.int32(),
  stdout: z.string(),
  stderr: z.string(),
  truncated: z.boolean(),
  read_only: z.array(z.string()),
  summary: z.string(),
  changes: z.array(rowSchema),
});

export type Rehearsed = z.infer<typeof result>;

export type Groups = ReadonlySet<number>;

/** runs a script in a copy of the machine; `groups` are the caller's, as the user database has them */
export function rehearseWith(groups: Groups): Action {
  return defineAction({
    name: 'rehearse',
    since: '0.1.0',
    summary: 'run a script in a copy of the machine, and say what it would change',
    params,
    result,
    tiers: REHEARSE_TIERS,
    risk: { readOnly: true, destructive: false, openWorld: false, killable: true, undo: false },
    prepare: async (given, context) => {
      const actor = actorOf(context, groups, given.user === 'root');
      refuseScript(given.script);
      const whole = withInput(given);
      const digest = sha256(Buffer.from(whole));
      const root = actor.as === 'root';
      if (root) refuseLong(whole);
      return {
        tier: root ? 'rehearse-as-root' : 'rehearse',
        details: { digest, as: actor.as, ...(root && { script: whole, display_script: display(whole) }) },
        preview: { summary: `rehearse a script as ${actor.as === 'root' ? 'root' : context.subject.userName}`, digest },
        run: async running => await run(given, actor, running),
        release: async () => {},
      };
    },
  });
}

/** as whom a script runs and its changes are made */
export function actorOf({ subject }: Pick<PrepareContext, 'subject'>, groups: Groups, root: boolean): Actor {
  if (root || subject.uid === 0) return { as: 'root', uid: subject.uid, gid: 0, groups: [] };
  if (!subject.ownTiers) {
    throw new OperatorError('not-permitted', `nothing is run as you: ${subject.ownTiersReason}`);
  }
  return { as: 'caller', uid: subject.uid, gid: subject.gid, groups: Array.from(groups) };
}

// the input decides as much as the text: a prompt shows both
function withInput({ script, stdin = '' }: z.infer<typeof params>): string {
  return stdin === '' ? script : `${script}\n# standard input:\n${stdin}`;
}

function refuseScript(script: string): void {
  if (script.includes('\0')) throw new OperatorError('invalid-args', 'script: holds a zero byte');
  const name = findLive(script);
  if (name !== undefined) throw refuseLive(name);
}

// before it is made fit for a prompt, which takes longer the longer it is
function refuseLong({ length }: string): void {
  if (length <= MAX_ROOT_SCRIPT) return;
  const text = `script is too long for a prompt that shows all of it: ${length} characters, at most ${MAX_ROOT_SCRIPT}`;
  throw new OperatorError('not-permitted', text);
}

function refuseLive(name: string): OperatorError {
  return new OperatorError('not-permitted', `the script is not rehearsed: ${whyRefused(name)}`);
}

async function run(given: z.infer<typeof params>, actor: Actor, context: RunContext): Promise<Rehearsed> {
  await proveWalls(actor, context);
  const { subject, bounds } = context;
  const place = await newPlace(subject.uid);
  const timeoutMs = (given.timeout_s ?? bounds.exec.timeoutS) * 1000;
  try {
    const reply = await askUnitOnce(context, {
      name: 'rehearse',
      timeoutMs: timeoutMs + BESIDE_MS,
      reply: rehearseReply,
      request: {
        op: 'rehearse',
        script: given.script,
        stdin: given.stdin ?? '',
        cwd: given.cwd ?? '/',
        environment: environmentOf(context, actor),
        actor,
        denied: bounds.paths.denied,
        live: STUBBED_PROGRAMS,
        store: place.path,
        timeoutMs,
        maxOutputBytes: MAX_OUTPUT_BYTES,
      },
    });
    const [refused] = reply.refused;
    if (refused !== undefined) throw refuseLive(refused);
    const sealed = await sealPlace(place);
    const { manifest, digest } = sealed;
    const isSame = digest === reply.digest && manifest.as === actor.as && manifest.uid === actor.uid;
    if (!isSame) throw new OperatorError('failed', 'the change set is not the one that was kept');
    checkChanges(manifest, bounds);
    const { exitStatus, readOnly, stdout, stderr, truncated } = reply;
    const told = { exit_status: exitStatus, stdout, stderr, truncated, read_only: readOnly };
    return { id: place.id, digest, ...told, summary: summarize(manifest), changes: await rowsOf(sealed, bounds) };
  } catch (error) {
    await dropPlace(place.path);
    throw error;
  }
}

async function rowsOf(stored: Stored, bounds: RunContext['bounds']): Promise<Row[]> {
  const texts = await readNewTexts(stored);
  return stored.manifest.changes.map(change => toRow(change, bounds, texts.get(change.path)));
}

function environmentOf({ subject }: RunContext, { as }: Actor): Record<string, string> {
  const root = as === 'root';
  const name = root ? 'root' : subject.userName;
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LANG: 'C.UTF-8',
    HOME: root ? '/root' : subject.home,
    USER: name,
    LOGNAME: name,
    SHELL: '/bin/sh',
  };
}
