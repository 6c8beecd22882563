import { describe, expect, it } from 'vitest';
import { adviceFor } from '../../../../helper/system/services/job-result.js';
import { loadUnit } from '../../../../helper/system/services/unit-facts.js';
import { runJob } from '../../../../helper/system/services/unit-job.js';
import type { JobVerb } from '../../../../helper/system/services/job-effects.js';
import { FakeSystemd, type FakeUnit } from '../fake-systemd.js';

interface Scene {
  readonly verb: JobVerb;
  readonly before?: Record<string, unknown>;
  readonly after: Record<string, unknown>;
  readonly word?: string | undefined;
}

const FRESH = { InvocationID: Buffer.alloc(16, 9) };

async function play({ verb, before = {}, after, word }: Scene) {
  const bus = new FakeSystemd();
  bus.add('web.service', before);
  bus.word = word;
  bus.onJob = (_, unit: FakeUnit) => void Object.assign(unit, after);
  const unit = await loadUnit(bus, 'web.service');
  return runJob({ bus, unit, verb, timeoutMs: 2000, pollMs: 10 });
}

describe('the outcome of a job', () => {
  it.each<[string, Scene]>([
    ['done', { verb: 'start', after: { ActiveState: 'active', ...FRESH } }],
    ['done', { verb: 'start', after: { ActiveState: 'inactive', Result: 'success', ...FRESH } }],
    ['failed', { verb: 'start', after: { ActiveState: 'failed', Result: 'exit-code', ...FRESH } }],
    ['timeout', { verb: 'start', after: { ActiveState: 'failed', Result: 'timeout', ...FRESH } }],
    ['failed', { verb: 'start', after: { ActiveState: 'activating', Result: 'exit-code', ...FRESH }, word: 'failed' }],
    ['dependency', { verb: 'start', after: { ActiveState: 'inactive' }, word: 'dependency' }],
    [
      'skipped',
      { verb: 'start', after: { ActiveState: 'inactive', ConditionResult: false, ConditionTimestampMonotonic: 9n } },
    ],
    [
      'assert',
      { verb: 'start', after: { ActiveState: 'inactive', AssertResult: false, AssertTimestampMonotonic: 9n } },
    ],
    ['dependency', { verb: 'start', after: { ActiveState: 'inactive', ConditionResult: false }, word: 'dependency' }],
    ['canceled', { verb: 'restart', before: { ActiveState: 'active' }, after: {}, word: 'canceled' }],
    ['done', { verb: 'stop', before: { ActiveState: 'active' }, after: { ActiveState: 'inactive' } }],
    ['done', { verb: 'stop', before: { ActiveState: 'active' }, after: { ActiveState: 'active', ...FRESH } }],
    [
      'timeout',
      { verb: 'stop', before: { ActiveState: 'active' }, after: { ActiveState: 'deactivating' }, word: 'timeout' },
    ],
    ['failed', { verb: 'reload', before: { ActiveState: 'active' }, after: { ReloadResult: 'exit-code' } }],
    ['done', { verb: 'reload', before: { ActiveState: 'active' }, after: { ReloadResult: 'success' } }],
  ])('is %s', async (expected, scene) => {
    expect((await play(scene)).result).toBe(expected);
  });

  it('is not taken from a signal that says done of a unit that is not up', async () => {
    const outcome = await play({ verb: 'start', after: { ActiveState: 'failed', Result: 'exit-code' }, word: 'done' });
    expect(outcome.result).toBe('failed');
    expect(adviceFor(outcome, 'web.service')).toContain('unit_status');
  });

  it('is known without any signal', async () => {
    const outcome = await play({ verb: 'start', after: { ActiveState: 'active' }, word: undefined });
    expect(outcome.result).toBe('done');
  });

  it('is not decided early by a forged end of our job', async () => {
    const bus = new FakeSystemd();
    bus.add('web.service');
    bus.onJob = (_, unit) => void Object.assign(unit, { ActiveState: 'active' });
    const unit = await loadUnit(bus, 'web.service');
    const running = runJob({ bus, unit, verb: 'start', timeoutMs: 2000, pollMs: 10 });
    setTimeout(() => bus.emit([1, '/job/1', 'web.service', 'failed']), 1);
    expect((await running).result).toBe('done');
  });

  it('is running where the job outlives our patience, and says so', async () => {
    const bus = new FakeSystemd();
    bus.add('web.service');
    const unit = await loadUnit(bus, 'web.service');
    const outcome = await runJob({ bus, unit, verb: 'start', timeoutMs: 0, pollMs: 1 });
    expect(outcome.result).toBe('running');
    expect(adviceFor(outcome, 'web.service')).toContain('later');
  });
});
