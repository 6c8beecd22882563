import { askedTo, authenticationTo } from '../../call/prompt-texts.js';
import * as z from 'zod';
import { display } from '../../../interfaces/display.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { defineAction } from '../../action/action.js';
import { namesIn } from '../../action/effects.js';
import { withKind } from '../../action/parameters.js';
import type { ForeignCheck } from '../../call/types.js';
import type { PrepareContext, RunContext } from '../../call/context.js';
import { findLockout, lockoutDetails, lockoutPreview, lockoutResult, type Lockout } from '../../checkpoint/lockout.js';
import { revertSignal } from '../../checkpoint/unit-revert.js';
import { askProcesses, mayRunAsCaller } from '../../processes/ask.js';
import type { SeenProcess } from '../../processes/replies.js';
import { isProtectedUnit } from '../../system/services/unit-names.js';
import { localTime } from '../../local-time.js';
import { localUsers } from '../../subject/user-database.js';
import { SIGNALS } from '../../worker/process-protocol.js';
import { ADMINISTRATOR } from '../../call/defaults.js';

const params = z.strictObject({
  pid: withKind('process', z.int().min(2).max(4_194_304)).describe('process id, such as list_processes gives it'),
  signal: z
    .enum(SIGNALS)
    .describe('`TERM` asks it to end, `KILL` ends it, `HUP` often makes it read its settings again'),
});

const result = z.strictObject({
  pid: z.uint32().describe('process id'),
  state: z.enum(['gone', 'stopped', 'running']).describe('what became of it within a second'),
  name: z.string().optional().describe('name of the program'),
  advice: z.string().optional().describe('what to do next, where something is left to do'),
  confirm: z.string().optional().describe('how to keep it, where it is taken back by itself otherwise'),
});

type Params = z.infer<typeof params>;
type Result = z.infer<typeof result>;

const step =
  'send $(signal) to process $(pid) ($(display_name)) of $(display_user), started $(display_started), unit $(display_unit).';

export const signalProcess = defineAction({
  name: 'signal-process',
  since: '0.1.0',
  summary: 'send a signal to a process',
  headline: 'send {signal} to process {pid}',
  params,
  result,
  tiers: [
    {
      name: 'signal-own-process',
      description: 'Send a signal to a process of your own',
      ...askedTo(step),
      defaults: { any: 'yes', inactive: 'yes', active: 'yes' },
      runsAs: 'caller',
    },
    {
      name: 'signal-process',
      description: "Send a signal to somebody else's process",
      ...authenticationTo(`${step}$(display_confirm)`),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
    },
  ],
  risk: { readOnly: false, destructive: true, openWorld: false, killable: false, undo: false },
  effects: (_, details) => ({ units: namesIn(details?.['unit']) }),
  prepare: async (asked, context) => {
    const seen = await look(asked, context);
    const own = isOwn(seen, context);
    if (!own) refuseProtected(seen, context);
    const lockout = own ? undefined : findLockout(context, [seen.facts.unit]);
    const details = { ...(await describe(asked, seen)), ...lockoutDetails(lockout) };
    const { display_name: name, display_user: user, display_started: started, display_unit: unit } = details;
    return {
      tier: own ? 'signal-own-process' : 'signal-process',
      details,
      preview: {
        summary: `send ${asked.signal} to process ${asked.pid} (${name}) of ${user}`,
        name,
        user,
        started,
        unit,
        undo: 'no: a signal cannot be taken back',
        ...lockoutPreview(lockout),
      },
      foreign: own ? [] : foreignChecks(seen),
      run: running => send(asked, { seen, own, lockout }, running),
      release: async () => {},
    };
  },
});

async function look({ pid }: Params, context: PrepareContext): Promise<SeenProcess> {
  const reply = await askProcesses(context, 'viewer', { op: 'look', pid });
  if (reply.op !== 'process' || reply.facts.pid !== pid) {
    throw new OperatorError('failed', `there is no process ${pid} that you can see: list_processes shows them`);
  }
  if (reply.facts.kernel) throw new OperatorError('not-permitted', `process ${pid} is a thread of the kernel`);
  if (reply.facts.state === 'Z') {
    throw new OperatorError('failed', `process ${pid} has ended already and waits for its parent to notice`);
  }
  return reply;
}

// a program that changed its user on the way is nobody's own; the kernel has the last word either way
function isOwn({ facts }: SeenProcess, context: PrepareContext): boolean {
  return mayRunAsCaller(context) && facts.uids.every(uid => uid === context.subject.uid);
}

function refuseProtected({ facts }: SeenProcess, { bounds }: PrepareContext): void {
  if (!isProtectedUnit(bounds.units.protected, facts.unit)) return;
  throw new OperatorError(
    'not-permitted',
    `process ${facts.pid} belongs to ${display(facts.unit)}, which is protected by units.protected in operator.toml`,
  );
}

async function describe({ pid, signal }: Params, { facts, started }: SeenProcess) {
  const uid = facts.uids[1] ?? -1;
  const user = await localUsers().find(uid);
  return {
    pid: String(pid),
    signal,
    start: facts.start,
    name: facts.name,
    uid: String(uid),
    unit: facts.unit,
    display_name: display(facts.name),
    display_user: display(user?.name ?? `user ${uid}`),
    display_started: localTime(started * 1000),
    display_unit: display(facts.unit === '' ? 'none' : facts.unit),
  };
}

// systemd would ask the same of somebody who has it signal the unit
function foreignChecks({ facts }: SeenProcess): ForeignCheck[] {
  if (facts.unit === '') return [];
  return [{ actionId: 'org.freedesktop.systemd1.manage-units', details: { unit: facts.unit, verb: 'kill' } }];
}

interface Target {
  readonly seen: SeenProcess;
  readonly own: boolean;
  readonly lockout: Lockout | undefined;
}

async function send({ signal }: Params, { seen, own, lockout }: Target, context: RunContext): Promise<Result> {
  const { pid, start, name, uids, unit } = seen.facts;
  const expected = { pid, start, name, uids, unit };
  context.commit();
  const made = lockout && (await context.guard(revertSignal(unit), lockout.seconds));
  const reply = await askProcesses(context, own ? 'viewer' : 'root', { op: 'signal', expected, signal });
  await made?.();
  switch (reply.op) {
    case 'sent': {
      const { state } = reply;
      return { pid, state, name: display(name), ...adviceFor(signal, state), ...lockoutResult(lockout) };
    }
    case 'refused':
      throw new OperatorError('failed', `the kernel refused the signal: ${display(reply.code)}`);
    case 'gone':
      throw new OperatorError('failed', `process ${pid} has ended meanwhile: nothing was sent`);
    case 'changed':
      throw new OperatorError('failed', `process ${pid} is not the one that was shown: nothing was sent, ask again`);
    case 'list':
    case 'process':
      throw new OperatorError('failed', 'the process worker answered another question');
  }
}

function adviceFor(signal: Params['signal'], state: Result['state']): Pick<Result, 'advice'> {
  if ((signal !== 'TERM' && signal !== 'INT') || state !== 'running') return {};
  return { advice: 'it still runs: it may be cleaning up; KILL ends it at once' };
}
