import { describe, expect, it } from 'vitest';
import { attack } from '../../attack/attack.js';
import type { Tier } from '../../../helper/call/types.js';
import { PromptQueue } from '../../../helper/call/limits.js';
import { exec } from '../../../helper/actions/programs/exec.js';
import { manageUnit } from '../../../helper/actions/services/manage-unit.js';
import { unitStatus } from '../../../helper/actions/services/unit-status.js';
import { Plans } from '../../../helper/plans/plans.js';
import { authorizePlan, type Grant } from '../../../helper/polkit/polkit.js';

const admin = { any: 'auth_admin', inactive: 'auth_admin', active: 'auth_admin' } as const;
const tier: Tier = { name: 'touch', description: 'Touch', message: 'Touch?', defaults: admin, runsAs: 'root' };
const SENDER = ':1.9';
const SILENT = { stdout: '', stderr: '' };
const STOPPED = { unit: 'a.service', active_state: 'inactive' };
const FAILED = { ...STOPPED, sub_state: 'failed', description: '', load_state: 'loaded' };

async function grantsFor(count: number): Promise<(Grant | undefined)[]> {
  const yes = { call: async () => [[true, false, {}]], subscribe: async () => async () => {} };
  return await authorizePlan({
    bus: yes,
    prompts: new PromptQueue(),
    subject: { sender: SENDER, uid: 1000, interactive: false },
    promptTimeoutMs: 1000,
    cancellationId: 'x',
    signal: new AbortController().signal,
    steps: Array.from({ length: count }, () => ({ tier, details: {}, foreign: [], pinned: {} })),
    compose: async () => undefined,
  });
}

async function planOf(plans: Plans, paths: readonly string[], sender = SENDER) {
  const grants = await grantsFor(paths.length);
  const steps = paths.map((path, index) => ({ action: 'touch', params: { path }, grant: grants[index] }));
  return plans.add({ sender, uid: 1000, record: 'r', steps });
}

const call = (grant: string | undefined, path = '/a', sender = SENDER) => ({
  sender,
  grant,
  action: 'touch',
  params: { path },
});

describe('plans', () => {
  attack(
    'a grant is used after its time',
    { without: 'with a plan that does not end, the late grant was taken' },
    async () => {
      const plans = new Plans(30);
      const [grant] = await planOf(plans, ['/a']);
      await new Promise(resolve => setTimeout(resolve, 80));
      expect(() => plans.matchStep(call(grant))).toThrow(/expired/);
    },
  );

  it('give each grant once, and none while a step is at work', async () => {
    const plans = new Plans();
    const [first, second] = await planOf(plans, ['/a', '/b']);
    plans.matchStep(call(first));
    expect(() => plans.matchStep(call(second, '/b'))).toThrow(/step 1 of the plan comes before/);
    expect(() => plans.matchStep(call(first))).toThrow(/is over/);
  });

  it.each([
    ['an exit status', exec, { exit_status: 1, ...SILENT }],
    ['a signal', exec, { exit_status: 0, ...SILENT, signal: 'KILL' }],
    ['a job of systemd that failed', manageUnit, { ...STOPPED, result: 'failed' }],
  ])('are void after a result that is no success: %s', async (_, action, result) => {
    const plans = new Plans();
    const [first, second] = await planOf(plans, ['/a', '/b']);
    await plans.matchStep(call(first))?.run(async () => ({ result }), action.succeeded);
    expect(() => plans.matchStep(call(second, '/b'))).toThrow(/void/);
  });

  it.each([
    ['a program that ended with 0', exec, { exit_status: 0, ...SILENT }],
    ['a job that is done', manageUnit, { ...STOPPED, result: 'done' }],
    ['the state of a unit that failed', unitStatus, { ...FAILED, result: 'exit-code', exit_status: 1 }],
  ])('go on after a success: %s', async (_, action, result) => {
    const plans = new Plans();
    const [first, second] = await planOf(plans, ['/a', '/b']);
    await plans.matchStep(call(first))?.run(async () => ({ result }), action.succeeded);
    expect(plans.matchStep(call(second, '/b'))).toBeDefined();
  });

  it('take the place of the plan before, on the same connection', async () => {
    const plans = new Plans();
    const [old] = await planOf(plans, ['/a']);
    await planOf(plans, ['/b']);
    expect(() => plans.matchStep(call(old))).toThrow(/not good/);
  });

  it('of one uid have an end', async () => {
    const plans = new Plans();
    for (let index = 0; index < 16; index += 1) await planOf(plans, ['/a'], `:1.${index}`);
    await expect(planOf(plans, ['/a'], ':1.99')).rejects.toThrow(/16 plans/);
    plans.clear();
    await expect(planOf(plans, ['/a'], ':1.99')).resolves.toHaveLength(1);
    plans.clear();
  });
});

describe('a call without a grant', () => {
  it('is none of a plan that waits for a granted step', async () => {
    const plans = new Plans();
    await planOf(plans, ['/a']);
    expect(plans.matchStep(call(undefined))).toBeUndefined();
    plans.clear();
  });
});
