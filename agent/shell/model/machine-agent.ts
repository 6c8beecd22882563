import { join } from 'node:path';
import { SHARED_STATES } from '../../states/shared-states.js';
import { placeStates, type Placing } from '../../states/place-states.js';
import type { ModelClient } from '../../plan/model-client.js';
import { displayText } from '../../../interfaces/display.js';
import { EXIT, ShellError } from '../environment/exit-codes.js';
import type { Terminal } from '../environment/environment.js';
import { connectAgent } from './agent-client.js';

const SOCKET = 'llmos-prepare.socket';
const SERVICE = 'llmos-prepare.service';
const SOCKET_PATH = '/run/llmos-prepare/agent.sock';
const CACHE = '/var/cache/private/llmos-prepare';
const SYSTEMCTL_MS = 30_000;

type Run = Pick<Terminal, 'runProgram'>;

/**
 * for root: the caged agent under a lent uid. `use` has it evaluate; once it has ended, what it wrote is taken over for
 * everybody. returns how many states are new
 */
export async function withMachineAgent(
  terminal: Run,
  expected: Omit<Placing, 'from' | 'to'>,
  use: (agent: ModelClient) => Promise<void>,
): Promise<number> {
  await end(terminal);
  try {
    const agent = await start(terminal);
    try {
      await use(agent);
    } finally {
      await agent.close();
      // from here on nothing writes to its cache, which only root can look into
      await systemctl(terminal, 'stop', SOCKET, SERVICE);
    }
    return await placeStates({ ...expected, from: join(CACHE, 'prefixes'), to: SHARED_STATES }).catch(rethrow);
  } finally {
    await end(terminal);
  }
}

function rethrow(error: unknown): never {
  throw new ShellError(EXIT.failed, `the states were not kept: ${error instanceof Error ? error.message : 'failed'}`);
}

async function start(terminal: Run): Promise<ModelClient> {
  const started = await systemctl(terminal, 'start', SOCKET);
  if (started?.exitCode === 0) return connectAgent(SOCKET_PATH);
  const said = displayText(started?.stderr.trim() ?? 'systemctl is missing');
  throw new ShellError(EXIT.noModel, `${SOCKET} could not be started: ${said}`);
}

// an earlier run may have been cut off
async function end(terminal: Run): Promise<void> {
  await systemctl(terminal, 'stop', SOCKET, SERVICE);
  await systemctl(terminal, 'clean', '--what=cache', SERVICE);
}

async function systemctl({ runProgram }: Run, ...args: string[]): ReturnType<Terminal['runProgram']> {
  const failed = { exitCode: 1, stdout: '', stderr: 'systemctl is missing' };
  return await runProgram('systemctl', ['--system', ...args], { timeoutMs: SYSTEMCTL_MS }).catch(() => failed);
}
