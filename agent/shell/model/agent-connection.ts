import { readAuthority } from '../../endpoints/authority.js';
import { EndpointError } from '../../endpoints/error.js';
import type { Endpoint } from '../../endpoints/endpoint.js';
import { readSecrets } from '../../endpoints/key.js';
import { belowFloor } from '../../models/quality-floor.js';
import { findModel } from '../../models/table.js';
import type { ModelClient } from '../../plan/model-client.js';
import { connectAgent } from './agent-client.js';
import { ensureAgentSocket } from './agent-socket.js';
import { ensureConsent } from './endpoint-consent.js';
import { EXIT, ShellError, type ExitCode } from '../environment/exit-codes.js';
import { ensureModel } from './offer-model.js';
import type { Shell } from '../session/shell-session.js';
import { startUncagedAgent } from './uncaged-agent.js';

/** the chosen model, ready to be asked: agreed to where it is elsewhere, its file and socket ours where it is here */
export async function openModel(shell: Shell): Promise<ModelClient> {
  const { model } = shell;
  if (model.kind === 'endpoint') return await openEndpoint(model.endpoint, shell);
  const agent = await openAgent(model.name, shell);
  return {
    ...agent,
    complete: request => agent.complete({ ...request, model: model.name }),
    count: async messages => await agent.count?.(messages, model.name),
  };
}

/** a model that does what nobody asked for makes no plans, unless the person wants exactly that */
export function refuseBelowFloor({ settings, model }: Pick<Shell, 'settings' | 'model'>): void {
  const entry = model.kind === 'local' ? findModel(model.name) : undefined;
  const reason = entry === undefined ? undefined : belowFloor(entry);
  if (reason === undefined || settings.below_floor) return;
  throw new ShellError(
    EXIT.noModel,
    `${reason}; use another (llmsh model list), talk to it without acting (llmsh --talk), or say below_floor = true in llmsh.toml`,
  );
}

async function openEndpoint(endpoint: Endpoint, shell: Shell): Promise<ModelClient> {
  await ensureConsent(endpoint, shell);
  const secrets = await readSecrets(endpoint, shell.terminal).catch(rethrow);
  const authority = await readAuthority(endpoint, shell.terminal).catch(rethrow);
  const { connectEndpoint } = await import('../../endpoints/client.js');
  const client = connectEndpoint(endpoint, secrets.key, { ...secrets, authority });
  return { ...client, complete: request => client.complete(request).catch(rethrow) };
}

function rethrow(error: unknown): never {
  throw error instanceof EndpointError ? new ShellError(exitCodeOf(error), error.message) : error;
}

function exitCodeOf({ code }: EndpointError): ExitCode {
  if (code === 'interrupted') return EXIT.interrupted;
  const none = code === 'no_key' || code === 'no_consent' || code === 'forbidden' || code === 'unreachable';
  return none ? EXIT.noModel : EXIT.noPlan;
}

async function openAgent(name: string, shell: Shell): Promise<ModelClient> {
  await ensureModel(name, shell);
  try {
    return connectAgent(await ensureAgentSocket(shell.terminal));
  } catch (error) {
    if (!shell.flags.uncagedAgent || !(error instanceof ShellError)) throw error;
    await shell.screen.note(shell.screen.paint.yellow('The model runs without its cage: every plan of it is marked.'));
    const uncaged = await startUncagedAgent(shell.terminal.env);
    const agent = connectAgent(uncaged.socketPath);
    return {
      ...agent,
      close: async () => {
        await agent.close();
        await uncaged.stop();
      },
    };
  }
}
