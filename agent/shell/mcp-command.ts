import type { Bus } from '../operator/bus.js';
import { connectOperator } from '../operator/client.js';
import { stayConnected } from '../operator/stay-connected.js';
import { EXIT, ShellError, type ExitCode } from './exit-codes.js';
import { VERSION } from '../../interfaces/version.js';
import type { World } from './world.js';

/** every action as a tool of the model context protocol; standard output belongs to the protocol alone */
export async function runMcp(world: World): Promise<ExitCode> {
  const { serveMcp } = await import('../mcp/serve.js');
  const catalog = world.catalog();
  const open = (bus: Bus) => connectOperator(bus, catalog);
  const operator = await stayConnected(() => world.connectBus(), open).catch(() => {
    throw new ShellError(EXIT.noHelper, 'the system bus cannot be reached; see llmsh doctor');
  });
  await serveMcp({ operator, catalog, version: VERSION, pid: world.pid });
  return EXIT.done;
}
