import { display } from '../../../interfaces/display.js';
import { clearConversations, loadConversations } from '../planning/session-store.js';
import { EXIT, type ExitCode } from '../environment/exit-codes.js';
import type { Flags } from '../environment/flags.js';
import { withShell } from '../session/shell-session.js';
import type { Environment } from '../environment/environment.js';

/** lists earlier conversations; `--continue` goes on with the first of them */
export function listSessions(clear: boolean, flags: Flags, environment: Environment): Promise<ExitCode> {
  return withShell(flags, environment, async ({ screen }) => {
    if (clear) await clearConversations(environment.terminal);
    const sessions = await loadConversations(environment.terminal);
    if (flags.json) await screen.result(`${JSON.stringify({ version: 1, sessions })}\n`);
    else if (sessions.length === 0)
      await screen.note(clear ? 'Forgotten.' : 'Nothing was asked yet, or nothing is kept.');
    for (const { id, turns } of flags.json ? [] : sessions) {
      const lines = turns.map(({ at, request }) => `    ${display(at.slice(0, 16))}  ${display(request)}\n`);
      await screen.result(`${id}\n${lines.join('')}`);
    }
    return EXIT.done;
  });
}
