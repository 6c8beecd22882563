import type { ActionPreview } from '../../../interfaces/preview.js';
import { authenticationTo } from '../../call/prompt-texts.js';
import * as z from 'zod';
import { display } from '../../../interfaces/display.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { defineAction } from '../../action/action.js';
import { unit as unitName, withKind } from '../../action/parameters.js';
import type { PrepareContext, RunContext } from '../../call/context.js';
import { findLockout, lockoutDetails, lockoutPreview, lockoutResult, type Lockout } from '../../checkpoint/lockout.js';
import { revertLimits } from '../../checkpoint/unit-revert.js';
import { explainMissing } from '../../processes/neighbours.js';
import { resolveUnit } from '../../system/services/unit-guard.js';
import {
  cpuNumber,
  cpuText,
  memoryText,
  memoryWords,
  parseCpu,
  parseMemory,
  parseTasks,
  readLimits,
  setLimits,
  tasksNumber,
  tasksText,
  type LimitChange,
  type UnitLimits,
} from '../../system/services/unit-limits.js';
import { limitsInverse, pinLimits } from '../../undo/limits-inverse.js';
import type { UnitFacts } from '../../system/services/unit-facts.js';
import { ADMINISTRATOR } from '../../call/defaults.js';

const MANAGE_UNITS = 'org.freedesktop.systemd1.manage-units';
// kinds of units that have processes of their own
const LIMITED = /\.(service|socket)$/;

const memory = z
  .string()
  .max(20)
  .regex(/^([0-9]+[KMGT]?|infinity)$/);
const percent = z.int().min(0).max(1_000_000);
const count = z.int().min(0).max(4_194_304);

const params = z.strictObject({
  unit: unitName().describe('the unit, such as nginx.service; a bare name is a service'),
  cpu_percent: withKind('quantity', percent)
    .optional()
    .describe('most cpu time, in percent of one core; 0 for no limit'),
  memory_max: withKind('quantity', memory)
    .optional()
    .describe('most memory, such as `512M` or `2G`; infinity for no limit'),
  tasks_max: withKind('quantity', count).optional().describe('most processes and threads; 0 for no limit'),
});

const result = z.strictObject({
  unit: z.string().max(256).describe('the unit as systemd calls it'),
  memory_max: z.string().max(64).describe('limit of memory that holds now, infinity where there is none'),
  cpu_percent: z.uint32().describe('limit of cpu time that holds now, 0 where there is none'),
  tasks_max: z.uint32().describe('limit of processes and threads that holds now, 0 where there is none'),
  confirm: z.string().max(256).optional().describe('how to keep it, where it is taken back by itself otherwise'),
});

type Params = z.infer<typeof params>;
type Result = z.infer<typeof result>;

export const setUnitLimits = defineAction({
  name: 'set-unit-limits',
  since: '0.1.0',
  summary: 'limit the cpu, memory and tasks of a systemd unit, from now on and after a reboot',
  headline: 'limit {unit}',
  params,
  result,
  tiers: [
    {
      name: 'set-unit-limits',
      description: 'Limit the resources of a system service',
      ...authenticationTo('set limits of $(display_unit): $(display_limits).$(display_note)$(display_confirm)'),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
    },
  ],
  risk: { readOnly: false, destructive: true, openWorld: false, killable: false, undo: true },
  prepare: async (asked, context) => {
    const change = parseChange(asked);
    const unit = await resolve(asked, context);
    const now = await readLimits(context.bus, unit);
    const limits = inWords(change, now);
    const lockout = findLockout(context, [unit.id, ...unit.names]);
    return {
      tier: 'set-unit-limits',
      details: {
        unit: unit.id,
        ...rawDetails(asked),
        display_unit: display(unit.id),
        display_limits: display(limits),
        display_note: display(warning(change, now)),
        ...lockoutDetails(lockout),
      },
      preview: {
        summary: `set limits of ${display(unit.id)}: ${limits}`,
        unit: display(unit.id),
        ...present(now),
        undo: 'yes',
        ...lockoutPreview(lockout),
      },
      pinned: pinLimits(now),
      foreign: [{ actionId: MANAGE_UNITS, details: { unit: unit.id, verb: 'set-property' } }],
      run: running => apply({ asked, change, unit, now, lockout }, running),
      release: async () => {},
    };
  },
});

async function resolve(asked: Params, context: PrepareContext): Promise<UnitFacts> {
  const unit = await resolveUnit(context.bus, asked.unit, context.bounds.units.protected).catch(error =>
    explainMissing(error, 'status', context),
  );
  if (!LIMITED.test(unit.id)) {
    throw new OperatorError('not-permitted', `${display(unit.id)} has no processes: name a service or a socket`);
  }
  if (unit.loadState === 'loaded') return unit;
  throw new OperatorError('failed', `${display(unit.id)} is ${unit.loadState}: only a loaded unit can be limited`);
}

function parseChange({ cpu_percent: cpu, memory_max: most, tasks_max: tasks }: Params): LimitChange {
  if (cpu === undefined && most === undefined && tasks === undefined) {
    throw new OperatorError('invalid-args', 'name at least one of cpu_percent, memory_max and tasks_max');
  }
  return {
    cpu: cpu === undefined ? undefined : parseCpu(cpu),
    memory: most === undefined ? undefined : parseMemory(most),
    tasks: tasks === undefined ? undefined : parseTasks(tasks),
  };
}

// fixed keys, empty where nothing was asked
function rawDetails(asked: Params): Record<string, string> {
  const text = (value: string | number | undefined): string => (value === undefined ? '' : String(value));
  return { cpu_percent: text(asked.cpu_percent), memory_max: text(asked.memory_max), tasks_max: text(asked.tasks_max) };
}

function inWords({ cpu, memory: most, tasks }: LimitChange, now: UnitLimits): string {
  const parts = [
    cpu === undefined ? '' : `cpu ${cpuText(cpu)} (now ${cpuText(now.cpu)})`,
    most === undefined ? '' : `memory ${memoryWords(most)} (now ${memoryWords(now.memory)})`,
    tasks === undefined ? '' : `tasks ${tasksText(tasks)} (now ${tasksText(now.tasks)})`,
  ];
  return parts.filter(part => part !== '').join(', ');
}

function warning({ memory: most, tasks }: LimitChange, { memoryNow, tasksNow }: UnitLimits): string {
  if (most !== undefined && memoryNow !== undefined && memoryNow > most) {
    return ' It uses more memory than that now and may be killed.';
  }
  if (tasks !== undefined && tasksNow !== undefined && tasksNow > tasks) return ' It has more tasks than that now.';
  return '';
}

function present(now: UnitLimits): ActionPreview {
  return {
    cpu_percent: String(cpuNumber(now.cpu)),
    memory_max: memoryText(now.memory),
    tasks_max: String(tasksNumber(now.tasks)),
    ...(now.memoryNow !== undefined && { memory_now: `${now.memoryNow / 1024n}K` }),
    ...(now.tasksNow !== undefined && { tasks_now: String(now.tasksNow) }),
  };
}

interface ApprovedCall {
  readonly asked: Params;
  readonly change: LimitChange;
  readonly unit: UnitFacts;
  readonly now: UnitLimits;
  readonly lockout: Lockout | undefined;
}

async function apply({ asked, change, unit, now, lockout }: ApprovedCall, context: RunContext): Promise<Result> {
  const again = await resolve(asked, context);
  const limits = await readLimits(context.bus, again);
  const same = limits.cpu === now.cpu && limits.memory === now.memory && limits.tasks === now.tasks;
  if (again.id !== unit.id || !same) {
    throw new OperatorError('failed', `the limits of ${display(unit.id)} changed since they were shown: ask again`);
  }
  await context.saveUndo(limitsInverse(again.id, change, now, undefined));
  context.commit();
  const made = lockout && (await context.guard(revertLimits(again, change, now), lockout.seconds));
  await setLimits(context.bus, again.id, change);
  const set = await readLimits(context.bus, again);
  await context.saveUndo(limitsInverse(again.id, change, now, set));
  await made?.();
  return {
    unit: again.id,
    ...lockoutResult(lockout),
    memory_max: memoryText(set.memory),
    cpu_percent: cpuNumber(set.cpu),
    tasks_max: tasksNumber(set.tasks),
  };
}
