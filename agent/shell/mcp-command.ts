import { connectOperator } from '../operator/client.js';
import { EXIT, ShellError, type ExitCode } from './exit-codes.js';
import { VERSION } from '../../interfaces/version.js';
import type { World } from './world.js';

/** every action as a tool of the model context protocol; standard output belongs to the protocol alone */
export async function runMcp(world: World): Promise<ExitCode> {
  const { serveMcp } = await import('../mcp/serve.js');
  const catalog = world.catalog();
  const bus = await world.connectBus().catch(() => {
    throw new ShellError(EXIT.noHelper, 'the system bus cannot be reached; see llmsh doctor');
  });
  await serveMcp({ operator: await connectOperator(bus, catalog), catalog, version: VERSION, pid: world.pid });
  return EXIT.done;
}
