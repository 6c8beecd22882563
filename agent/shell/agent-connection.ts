import { connectAgent, type AgentClient } from './agent-client.js';
import { ensureAgentSocket } from './agent-socket.js';
import { ShellError } from './exit-codes.js';
import { ensureModel } from './first-run.js';
import type { Shell } from './shell-session.js';
import { startUncagedAgent } from './uncaged-agent.js';

/** the model, ready to be asked: its file is there, its socket is ours */
export async function openAgent(shell: Shell): Promise<AgentClient> {
  await ensureModel(shell);
  try {
    return connectAgent(await ensureAgentSocket(shell.world));
  } catch (error) {
    if (!shell.flags.uncagedAgent || !(error instanceof ShellError)) throw error;
    await shell.screen.note(shell.screen.paint.yellow('The model runs without its cage: every plan of it is marked.'));
    const uncaged = await startUncagedAgent(shell.world.env);
    const agent = connectAgent(uncaged.socketPath);
    return {
      complete: request => agent.complete(request),
      close: async () => {
        await agent.close();
        await uncaged.stop();
      },
    };
  }
}
