import { connectClientBus } from '../../../agent/operator-client/bus.js';
import { runShell } from '../../../agent/shell/run-shell.js';
import { startFakeAgent, type FakeAgent, type Reply } from '../../agent/shell/fake-agent.js';
import { testWorld, type TestWorld, type WorldOptions } from '../../agent/shell/test-world.js';
import { startOperatorDouble, type DoubleCall, type OperatorDouble, type Script } from './operator-double.js';
import { startPrivateBus, type PrivateBus } from './private-bus.js';

export const WRITE = { action: 'write_file', path: 'hello.txt', content: 'world' };
export const READ = { action: 'read_file', path: '/etc/hostname' };
export const EXEC = { action: 'exec', argv: ['uptime'] };
export const OWN = facts('create-own-file', 'yes');
export const PROTECTED = facts('create-file', 'challenge');
export const LOOK = facts('read-own-file', 'yes');
export const CONFINED = facts('exec-confined', 'yes');

export function facts(tier: string, authorization: string): Record<string, string> {
  return { action_id: `org.llmos.operator1.${tier}`, authorization };
}

export interface Run {
  readonly code: number;
  readonly world: TestWorld;
  readonly agent: FakeAgent;
  readonly calls: readonly DoubleCall[];
  readonly members: readonly string[];
  readonly out: string;
  readonly err: string;
}

export interface Part extends WorldOptions {
  readonly agent: Reply | readonly Reply[];
  /** no helper on the bus where it is absent */
  readonly operator?: Script;
  /** the running world and helper, to do something to them meanwhile */
  readonly meanwhile?: (world: TestWorld, double: OperatorDouble | undefined, address: string, bus: PrivateBus) => void;
}

/** one llmsh from words to exit code, with the helper and the agent played */
export async function llmsh(argv: readonly string[], part: Part): Promise<Run> {
  const { agent: replies, operator, meanwhile, ...options } = part;
  const bus = await startPrivateBus();
  const agent = await startFakeAgent(...[replies].flat());
  try {
    const double = operator && (await startOperatorDouble(bus.address, operator));
    const { env = {}, ...rest } = options;
    const world = testWorld({
      connectBus: () => connectClientBus(bus.address),
      ...rest,
      env: { ...agent.env, ...env },
    });
    meanwhile?.(world, double, bus.address, bus);
    const code = await runShell(argv, world);
    const calls = double?.calls ?? [];
    const [out, err] = [world.out.join(''), world.err.join('')];
    return { code, world, agent, calls, members: calls.map(({ member }) => member), out, err };
  } finally {
    agent.stop();
    bus.stop();
  }
}
