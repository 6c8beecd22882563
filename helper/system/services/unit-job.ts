import { BusError, type BusCaller } from '../bus-caller.js';
import { callManager, getProperties, MANAGER, MANAGER_PATH, managerCall, textOf } from '../units/systemd-call.js';
import { readUnit, UNIT_INTERFACE, type UnitFacts } from './unit-facts.js';
import { judgeJob, type JobOutcome } from './job-result.js';
import { SYSTEMD } from '../units/unit-watch.js';
import type { JobVerb } from './job-effects.js';
import { OperatorError } from '../../../interfaces/errors.js';

const METHODS: Readonly<Record<JobVerb, string>> = {
  start: 'StartUnit',
  stop: 'StopUnit',
  restart: 'RestartUnit',
  reload: 'ReloadUnit',
};

export interface JobRequest {
  readonly bus: BusCaller;
  /** as it was when the job was agreed on */
  readonly unit: UnitFacts;
  readonly verb: JobVerb;
  /** after this long the job is left to go on and reported as running */
  readonly timeoutMs: number;
  readonly pollMs: number;
}

/** puts the job into systemd's queue and waits until the unit itself says that it is no longer there */
export async function runJob(request: JobRequest): Promise<JobOutcome> {
  const { bus, unit, verb } = request;
  const words = new Map<string, string>();
  let wake: () => void = () => {};
  await subscribeToManager(bus);
  const match = { sender: SYSTEMD, path: MANAGER_PATH, interface: MANAGER, member: 'JobRemoved' };
  const unsubscribe = await bus.subscribe(match, body => {
    words.set(String(body[1]), String(body[3]));
    wake();
  });
  const pause = (): Promise<void> =>
    new Promise(resolve => {
      const timer = setTimeout(resolve, request.pollMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  try {
    // held in memory: systemd forgets an idle unit at once, and with it how the job went
    await callManager(bus, 'RefUnit', 's', [unit.id]);
    const [job] = await callManager(bus, METHODS[verb], 'ss', [unit.id, 'replace']);
    if (typeof job !== 'string') throw new OperatorError('failed', 'systemd named no job');
    const over = await waitForEnd(request, job, pause);
    const after = await readUnit(bus, unit.id);
    const kindResult = after ? await readKindResult(bus, after) : { result: '', reloadResult: '' };
    return judgeJob({ verb, before: unit, after, ...kindResult, over, word: words.get(job) });
  } finally {
    await bus.call(managerCall('UnrefUnit', 's', [unit.id])).catch(() => {});
    await unsubscribe();
  }
}

async function waitForEnd(
  { bus, unit, timeoutMs }: JobRequest,
  job: string,
  pause: () => Promise<void>,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (await isQueued(bus, unit, job)) {
    if (Date.now() >= deadline) return false;
    await pause();
  }
  return true;
}

async function isQueued(bus: BusCaller, unit: UnitFacts, job: string): Promise<boolean> {
  const facts = await readUnit(bus, unit.id);
  return facts?.job === job;
}

/** the words of the unit's own kind; timers and paths have a result too */
async function readKindResult(bus: BusCaller, unit: UnitFacts): Promise<{ result: string; reloadResult: string }> {
  const properties = await getProperties(bus, unit.path, kindInterface(unit.id));
  return { result: textOf(properties, 'Result'), reloadResult: textOf(properties, 'ReloadResult') };
}

/** `org.freedesktop.systemd1.Service` and its sisters */
export function kindInterface(id: string): string {
  const kind = id.slice(id.lastIndexOf('.') + 1);
  return kind === '' ? UNIT_INTERFACE : `${SYSTEMD}.${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}

async function subscribeToManager(bus: BusCaller): Promise<void> {
  await bus.call(managerCall('Subscribe')).catch((error: unknown) => {
    if (!(error instanceof BusError && error.dbusName.endsWith('.AlreadySubscribed'))) throw error;
  });
}
