import type { ActionPreview } from '../../../interfaces/preview.js';
import { authenticationTo } from '../../call/prompt-texts.js';
import * as z from 'zod';
import { display } from '../../../interfaces/display.js';
import { defineAction } from '../../action/action.js';
import { namesIn } from '../../action/effects.js';
import { unit as unitName } from '../../action/parameters.js';
import type { ForeignCheck } from '../../call/types.js';
import type { PrepareContext, RunContext } from '../../call/context.js';
import { findLockout, lockoutDetails, lockoutPreview, lockoutResult, type Lockout } from '../../checkpoint/lockout.js';
import { revertUnit } from '../../checkpoint/unit-revert.js';
import { adviceFor } from '../../system/services/job-result.js';
import { explainMissing } from '../../processes/neighbours.js';
import { changeUnitFile, reloadManager, unitsOfChange } from '../../system/services/unit-files.js';
import { isRunning, readUnit, type UnitFacts } from '../../system/services/unit-facts.js';
import { describeEffects, refuseProtected } from '../../system/services/unit-guard.js';
import { inspectUnit, refuseChange, type Inspection } from '../../system/services/unit-inspection.js';
import { adviceForParts } from '../../system/services/unit-parts.js';
import { runJob } from '../../system/services/unit-job.js';
import { affected, type JobVerb } from '../../system/services/job-effects.js';
import { describeInverse, unitInverse } from '../../undo/unit-inverse.js';
import { isJobVerb, describeState, UNIT_VERBS, type UnitVerb } from '../../system/services/unit-verb.js';
import { ADMINISTRATOR } from '../../call/defaults.js';

const SYSTEMD = 'org.freedesktop.systemd1';
// longer than the time limits that units have by default; after it the job goes on without us
const JOB_TIMEOUT_MS = 300_000;
const JOB_POLL_MS = 250;

const word = z.string().max(64);

const params = z.strictObject({
  unit: unitName().describe('the unit, such as nginx.service; a bare name is a service'),
  verb: z.enum(UNIT_VERBS).describe('what to do: enable and disable decide about the next boot, mask forbids starting'),
});

const result = z.strictObject({
  unit: z.string().max(256).describe('the unit as systemd calls it'),
  result: word.describe('done, failed, timeout, dependency, skipped, canceled, or running where it still goes on'),
  active_state: word.describe('active, inactive, failed, activating, …'),
  sub_state: word.optional().describe('the same in the words of its kind, such as running or exited'),
  unit_file_state: word.optional().describe('enabled, disabled, static, masked, …'),
  reason: word.optional().describe('what systemd says of its end, such as exit-code'),
  advice: z.string().max(1024).optional().describe('what to do next, where something is left to do'),
  confirm: z.string().max(256).optional().describe('how to keep it, where it is taken back by itself otherwise'),
  changes: z.array(z.string().max(4096)).max(256).optional().describe('links that were made or removed'),
});

type Params = z.infer<typeof params>;
type Result = z.infer<typeof result>;

export const manageUnit = defineAction({
  name: 'manage-unit',
  since: '0.1.0',
  summary: 'start, stop, restart, reload, enable, disable, mask or unmask a systemd unit',
  headline: '{verb} {unit}',
  params,
  result,
  tiers: [
    {
      name: 'manage-unit',
      description: 'Manage a system service',
      ...authenticationTo('$(verb) $(display_unit).$(display_also)$(display_confirm)'),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
    },
  ],
  risk: { readOnly: false, destructive: true, openWorld: false, killable: false, undo: true },
  effects: (_, details) => ({ units: namesIn(details?.['unit']), reachedUnits: namesIn(details?.['also']) }),
  succeeded: ({ result: word }) => word === 'done' || word === 'skipped',
  prepare: async (asked, context) => {
    const inspection = await inspectUnit(context.bus, asked, context.bounds.units.protected).catch(error =>
      explainMissing(error, asked.verb, context),
    );
    const { unit, reach } = inspection;
    const also = describeEffects(unit, asked.verb, reach);
    const lockout = findLockout(context, [unit.id, ...unit.names, ...affected(reach)]);
    return {
      tier: 'manage-unit',
      details: {
        unit: unit.id,
        verb: asked.verb,
        active_state: isRunning(unit) ? 'running' : 'stopped',
        unit_file_state: unit.fileState,
        also: affected(reach).join(' '),
        display_unit: display(unit.id),
        display_also: also,
        ...lockoutDetails(lockout),
      },
      preview: { ...(await describe(asked, inspection, context)), ...lockoutPreview(lockout) },
      foreign: foreignChecks(unit.id, asked.verb),
      run: running => act({ asked, shown: inspection, lockout }, running),
      release: async () => {},
    };
  },
});

async function describe(
  { verb }: Params,
  { unit, reach }: Inspection,
  context: PrepareContext,
): Promise<ActionPreview> {
  const again = verb === 'stop' ? unit.links.triggeredBy : [];
  const active = (await Promise.all(again.map(trigger => readUnit(context.bus, trigger)))).flatMap(one => one ?? []);
  const triggers = active.filter(isRunning).map(one => display(one.id));
  return {
    summary: `${verb} ${display(unit.id)}, now ${describeState(unit)}`,
    unit: display(unit.id),
    description: display(unit.description),
    state: describeState(unit),
    active_state: unit.activeState,
    unit_file_state: unit.fileState,
    also_stops: reach.stops.map(display).join(' '),
    also_restarts: reach.restarts.map(display).join(' '),
    undo: describeInverse(unit, verb, reach.stops.length),
    ...(triggers.length > 0 && { note: `${triggers.join(', ')} stays active and may start it again` }),
  };
}

// as root every call of ours would pass systemd's own check: it is made for the caller first
function foreignChecks(unit: string, verb: UnitVerb): ForeignCheck[] {
  if (isJobVerb(verb)) return [{ actionId: `${SYSTEMD}.manage-units`, details: { unit, verb } }];
  return [
    { actionId: `${SYSTEMD}.manage-unit-files`, details: { unit, verb } },
    { actionId: `${SYSTEMD}.reload-daemon`, details: {} },
  ];
}

interface ApprovedCall {
  readonly asked: Params;
  readonly shown: Inspection;
  readonly lockout: Lockout | undefined;
}

async function act({ asked, shown, lockout }: ApprovedCall, context: RunContext): Promise<Result> {
  const now = await inspectUnit(context.bus, asked, context.bounds.units.protected);
  refuseChange(shown, now);
  const before = unitInverse(now.unit, asked.verb, undefined);
  if (before) await context.saveUndo(before);
  context.commit();
  const { verb } = asked;
  const made = lockout && (await context.guard(revertUnit(now.unit, verb, now.reach), lockout.seconds));
  const result = isJobVerb(verb) ? await runVerb(verb, now.unit, context) : await changeFile(verb, now.unit, context);
  const after = before && unitInverse(now.unit, verb, await readUnit(context.bus, now.unit.id));
  if (after) await context.saveUndo(after);
  await made?.();
  return { ...result, ...lockoutResult(lockout) };
}

async function runVerb(verb: JobVerb, unit: UnitFacts, { bus }: RunContext): Promise<Result> {
  const outcome = await runJob({ bus, unit, verb, timeoutMs: JOB_TIMEOUT_MS, pollMs: JOB_POLL_MS });
  const advice =
    adviceFor(outcome, unit.id) || (verb === 'stop' ? '' : await adviceForParts(bus, outcome, JOB_POLL_MS));
  return {
    ...stateOf(unit.id, outcome.after),
    result: outcome.result,
    ...(outcome.reason !== '' && outcome.reason !== 'success' && { reason: outcome.reason }),
    ...(advice !== '' && { advice }),
  };
}

async function changeFile(verb: Exclude<UnitVerb, JobVerb>, unit: UnitFacts, context: RunContext): Promise<Result> {
  const { bus, bounds } = context;
  const changes = await changeUnitFile(bus, unit.id, verb);
  const names = changes.flatMap(unitsOfChange);
  try {
    refuseProtected(names, unit.id, bounds.units.protected);
  } catch (error) {
    // its unit file claims a protected name as an alias, which shows only in the links that were made
    if (verb === 'enable') await changeUnitFile(bus, unit.id, 'disable');
    // until then systemd takes every unit for one that changed on disk
    await reloadManager(bus);
    throw error;
  }
  await reloadManager(bus);
  const after = await readUnit(bus, unit.id);
  const advice = verb === 'mask' && after && isRunning(after) ? 'it still runs: stop it as well' : '';
  return {
    ...stateOf(unit.id, after),
    result: 'done',
    ...(advice !== '' && { advice }),
    changes: changes.map(({ kind, file, target }) => display(`${kind} ${file}${target === '' ? '' : ` to ${target}`}`)),
  };
}

function stateOf(id: string, after: UnitFacts | undefined): Pick<Result, 'unit' | 'active_state' | 'sub_state'> {
  if (!after) return { unit: id, active_state: 'inactive' };
  const file = after.fileState === '' ? {} : { unit_file_state: after.fileState };
  return { unit: id, active_state: after.activeState, sub_state: after.subState, ...file };
}
