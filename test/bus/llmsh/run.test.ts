import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectBus } from '../../../agent/operator/bus.js';
import { runShell } from '../../../agent/shell/run-shell.js';
import { planning, startFakeAgent, type FakeAgent, type Reply } from '../../agent/shell/fake-agent.js';
import { testWorld, type TestWorld, type WorldOptions } from '../../agent/shell/test-world.js';
import { DoubleError, startOperatorDouble, type OperatorDouble, type Script } from './operator-double.js';
import { startPrivateBus, type PrivateBus } from './private-bus.js';

const WRITE = { action: 'write_file', path: 'hello.txt', content: 'world' };
const READ = { action: 'read_file', path: '/etc/hostname' };
const EXEC = { action: 'exec', argv: ['uptime'] };
const OWN = { action_id: 'org.llmos.operator1.create-own-file', authorization: 'yes' };
const PROTECTED = { action_id: 'org.llmos.operator1.create-file', authorization: 'challenge' };
const LOOK = { action_id: 'org.llmos.operator1.read-own-file', authorization: 'yes' };
const CONFINED = { action_id: 'org.llmos.operator1.exec-confined', authorization: 'yes', cage: 'system' };

let bus: PrivateBus;
let agent: FakeAgent | undefined;

beforeEach(async () => {
  bus = await startPrivateBus();
});

afterEach(() => {
  agent?.stop();
  bus.stop();
});

interface Run {
  readonly code: number;
  readonly world: TestWorld;
  readonly double: OperatorDouble | undefined;
  readonly out: string;
  readonly err: string;
}

async function run(argv: string[], reply: Reply, script: Script | undefined, options: WorldOptions = {}): Promise<Run> {
  agent = await startFakeAgent(reply);
  const double = script && (await startOperatorDouble(bus.address, script));
  const world = testWorld({
    env: { XDG_RUNTIME_DIR: agent.runtime },
    connectBus: () => connectBus(bus.address),
    ...options,
  });
  const code = await runShell(argv, world);
  return { code, world, double, out: world.out.join(''), err: world.err.join('') };
}

const members = (done: Run): string[] => done.double?.calls.map(({ member }) => member) ?? [];

describe('a sentence becomes a call', () => {
  it('shows the plan, asks, calls the bus and says that it is done', async () => {
    const done = await run(
      ['create', 'hello.txt'],
      planning([WRITE]),
      { preview: () => OWN, call: () => [5] },
      { answers: ['y'] },
    );
    expect(done.code).toBe(0);
    expect(done.world.questions).toHaveLength(1);
    expect(members(done)).toEqual(['Preview', 'WriteFile']);
    const call = done.double?.calls[1];
    expect(call?.body.slice(0, 2)).toEqual(['/home/alice/work/hello.txt', 'world']);
    expect(call?.interactive).toBe(true);
    expect(done.err).toMatch(/hello\.txt/);
    expect(done.err).toMatch(/step 1: done/);
  });

  it('runs nothing without a yes', async () => {
    for (const answer of ['', 'n', 'ja', undefined]) {
      const done = await run(['x'], planning([WRITE]), { preview: () => OWN, call: () => [5] }, { answers: [answer] });
      expect(done.code).toBe(3);
      expect(members(done)).toEqual(['Preview']);
      agent?.stop();
      done.double?.die();
    }
  });
});
