import type { ClientBus } from '../../operator-client/bus.js';
import { connectOperator } from '../../operator-client/client.js';
import { stayConnected } from '../../operator-client/reconnecting-client.js';
import { EXIT, ShellError, type ExitCode } from '../environment/exit-codes.js';
import { VERSION } from '../../../interfaces/version.js';
import type { Environment } from '../environment/environment.js';

/** every action as a tool of the model context protocol; standard output belongs to the protocol alone */
export async function runMcp(environment: Environment): Promise<ExitCode> {
  const { serveMcp } = await import('../../mcp/serve.js');
  const catalog = environment.host.loadCatalog();
  const open = (bus: ClientBus) => connectOperator(bus, catalog);
  const operator = await stayConnected(() => environment.host.connectBus(), open).catch(() => {
    throw new ShellError(EXIT.noHelper, 'the system bus cannot be reached; see llmsh doctor');
  });
  await serveMcp({ operator, catalog, version: VERSION, pid: environment.host.pid });
  return EXIT.done;
}
