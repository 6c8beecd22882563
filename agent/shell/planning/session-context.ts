import type { RequestContext } from '../../plan/request.js';
import { keepTurn, loadConversations, newConversation, recall } from './session-store.js';
import { EXIT, ShellError } from '../environment/exit-codes.js';
import type { LoopResult } from './agent-loop.js';
import type { Shell } from '../session/shell-session.js';
import type { Taint } from '../environment/taint.js';

const LOCAL_TOKENS = 384;

/** earlier turns of a conversation, and those kept for the next one */
export interface Memory {
  /** the earlier turns as quoted data; they taint like anything that was not typed now */
  recall(context: RequestContext, taint: Taint): RequestContext;
  keep(request: string, settled: LoopResult): Promise<void>;
}

export async function openMemory({ flags, settings, model, terminal }: Shell): Promise<Memory> {
  const [last] = flags.continued ? await loadConversations(terminal) : [];
  if (flags.continued && last === undefined) {
    throw new ShellError(
      EXIT.usage,
      'there is no session to go on with; see llmsh sessions, and keep_sessions in llmsh.toml',
    );
  }
  let conversation = last ?? newConversation();
  const tokens = model.kind === 'endpoint' ? Math.floor(model.endpoint.context / 8) : LOCAL_TOKENS;
  return {
    recall: (context, taint) => {
      if (!flags.continued) return { ...context, look: flags.look };
      const text = recall(conversation, tokens);
      taint.add('a continued session', text);
      return {
        ...context,
        look: flags.look,
        data: [{ label: 'earlier in this session', text }, ...(context.data ?? [])],
      };
    },
    keep: async (request, { plans, results }) => {
      if (!settings.keep_sessions || flags.dryRun) return;
      const found = results.filter(({ guarded }) => !guarded).map(({ source, text }) => ({ source, text }));
      const told = plans.map(({ steps, say }) => (say === '' ? JSON.stringify(steps) : say));
      const turn = { at: new Date().toISOString(), request, plans: told, found };
      // a full disk must not make a failure of what was done
      conversation = await keepTurn(conversation, turn, terminal).catch(() => conversation);
    },
  };
}
