import { describe, expect, it } from 'vitest';
import { attack } from '../../attack/attack.js';
import { planning } from '../../agent/shell/fake-agent.js';
import { CONFINED, EXEC, llmsh, OWN, PROTECTED, WRITE, type Run } from './harness.js';
import { connectClientBus } from '../../../agent/operator-client/bus.js';
import { connectOperator } from '../../../agent/operator-client/client.js';
import { stayConnected } from '../../../agent/operator-client/reconnecting-client.js';
import { testCatalog } from '../../agent/shell/test-catalog.js';
import { startOperatorDouble, type DoubleCall, type OperatorDouble } from './operator-double.js';
import { startPrivateBus } from './private-bus.js';

const later = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
const never = () => new Promise<never>(() => {});
const facts = (action: string) => (action === 'exec' ? CONFINED : OWN);

type Moment = 'connect' | 'preview' | 'question' | 'plan' | 'step' | 'output' | 'second step';

/** one llmsh with three steps to take, under which the bus dies at a moment */
async function loseAt(moment: Moment): Promise<Run> {
  let cut = (): void => {};
  const losing = async <T>(at: Moment, otherwise: () => T): Promise<T> => {
    if (at !== moment) return otherwise();
    cut();
    return await never();
  };
  let steps = 0;
  const call = (made: DoubleCall, double: OperatorDouble) => {
    if (made.member === 'Exec' && moment === 'output') {
      const job = String(Object(made.body.at(-1))['job']);
      for (let piece = 0; piece < 20; piece += 1) {
        double.signal(made.sender, 'Output', 'sss', [job, 'stdout', 'x'.repeat(32 * 1024)]);
      }
      setTimeout(cut, 30);
      return never();
    }
    steps += 1;
    return losing(steps === 1 ? 'step' : 'second step', () => (made.member === 'Exec' ? [0, 'ran', ''] : [5]));
  };
  return await llmsh(['--json', 'x'], {
    agent: planning([EXEC, WRITE, { ...WRITE, path: 'other.txt' }]),
    operator: {
      preview: action => losing('preview', () => (moment === 'plan' ? PROTECTED : facts(action))),
      authorizePlan: () => losing('plan', () => ['', '', '']),
      call,
    },
    openTty: () => ({
      ask: async () => {
        if (moment === 'question') cut();
        await later(50);
        return 'y';
      },
      editRequest: async () => undefined,
    }),
    meanwhile: (_, __, ___, bus) => {
      cut = () => bus.stop();
      if (moment === 'connect') cut();
    },
  });
}

// the exit code, what is said of the three steps, and whether something may have happened that nobody knows of
const EXPECTED: Readonly<Record<Moment, readonly [number, readonly string[], boolean]>> = {
  connect: [9, [], false],
  preview: [9, [], false],
  question: [9, ['failed', 'skipped', 'skipped'], false],
  plan: [1, ['failed', 'skipped', 'skipped'], true],
  step: [1, ['failed', 'skipped', 'skipped'], true],
  output: [1, ['failed', 'skipped', 'skipped'], true],
  'second step': [1, ['done', 'failed', 'skipped'], true],
};

describe('llmsh on a bus that goes away', () => {
  attack(
    'hangs, goes on with the next step, or calls done what nobody answered',
    {
      without: 'calls not raced against the loss: it waited for ever',
      tries: Object.keys(EXPECTED).length,
    },
    async () => {
      const moments: readonly Moment[] = ['connect', 'preview', 'question', 'plan', 'step', 'output', 'second step'];
      for (const moment of moments) {
        const done = await loseAt(moment);
        const [code, steps, unknown] = EXPECTED[moment];
        const report: { steps: { status: string }[] } = JSON.parse(done.out);
        expect([moment, done.code, report.steps.map(({ status }) => status)]).toEqual([moment, code, steps]);
        expect([moment, /outcome is not known/.test(done.err)]).toEqual([moment, unknown]);
        if (!unknown) expect([moment, done.err]).toEqual([moment, expect.stringMatching(/llmsh doctor/)]);
      }
    },
  );
});

describe('who stays longer than the bus', () => {
  it('is told that a call was lost, and has the next one made on the next bus', async () => {
    const first = await startPrivateBus();
    await startOperatorDouble(first.address, { preview: () => never() });
    let address = first.address;
    const operator = await stayConnected(
      () => connectClientBus(address),
      bus => connectOperator(bus, testCatalog),
    );
    const lost = operator.preview('exec', { argv: ['uptime'] });
    setTimeout(() => first.stop(), 50);
    await expect(lost).rejects.toMatchObject({ code: 'lost' });
    await expect(operator.preview('exec', { argv: ['uptime'] })).rejects.toMatchObject({ code: 'no-helper' });
    const next = await startPrivateBus();
    address = next.address;
    const double = await startOperatorDouble(address, { preview: () => OWN });
    expect(await operator.preview('exec', { argv: ['uptime'] })).toEqual(OWN);
    expect(double.calls.map(({ member }) => member)).toEqual(['Preview']);
    operator.close();
    next.stop();
  });
});
