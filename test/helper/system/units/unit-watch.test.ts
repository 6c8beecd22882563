import { describe, expect, it } from 'vitest';
import type { BusCaller, BusRequest } from '../../../../helper/system/bus-caller.js';
import { watchUnit } from '../../../../helper/system/units/unit-watch.js';

/** a unit whose job ends, and which so begins, right after the first question about it */
class QuickJob implements BusCaller {
  questions = 0;
  over = false;

  async call(request: BusRequest): Promise<unknown[]> {
    const name = String(request.body?.[1]);
    const begun = this.questions > 0;
    if (name === 'Job' || name === 'ActiveState') this.questions += 1;
    const state = this.over || !begun ? 'inactive' : 'active';
    const values = new Map<string, unknown>([
      ['ActiveState', state],
      ['Job', begun ? [0, '/'] : [7, '/job/7']],
      ['Result', 'success'],
      ['ExecMainCode', this.over ? 1 : 0],
      ['ExecMainStatus', 0],
    ]);
    return [{ signature: 'v', value: values.get(name) }];
  }

  async subscribe(): Promise<() => Promise<void>> {
    return async () => {};
  }
}

describe('the watch over a unit', () => {
  it('is not deceived by a job that ends between two questions', async () => {
    const bus = new QuickJob();
    const watch = await watchUnit({ bus, name: 'llmos-op-x.service', pollMs: 5 });
    watch.prompt();
    const early = await Promise.race([watch.finished, new Promise(resolve => setTimeout(resolve, 60, 'still runs'))]);
    expect(early).toBe('still runs');
    bus.over = true;
    expect(await watch.finished).toEqual({ result: 'success', exitStatus: 0, signal: undefined });
  });
});
