import { displayText } from '../../../interfaces/display.js';
import type { Endpoint } from '../../endpoints/endpoint.js';
import { outgoing } from '../../endpoints/outgoing.js';
import type { Message } from '../../plan/plan.js';
import type { RequestContext } from '../../plan/request.js';
import { draftPrompts, usesDraft } from './draft-plan.js';
import { mayLook } from './make-plan.js';
import { promptMessages } from './plan-exchange.js';
import type { Shell } from '../session/shell-session.js';

/** every word that the model is given, as it is given */
export async function showPrompt(context: RequestContext, shell: Shell): Promise<void> {
  const drafts = usesDraft(context, shell);
  if (drafts) for (const messages of draftPrompts(context, shell)) await showMessages(messages, shell, false);
  else await showMessages(promptMessages(shell.catalog, context, mayLook(shell)), shell, true);
}

/** prints messages as they leave; `plan` where the schema of a plan goes with them */
export async function showMessages(messages: readonly Message[], shell: Shell, plan: boolean): Promise<void> {
  const { model, screen } = shell;
  const leaving = model.kind === 'endpoint' ? outgoing(messages) : messages;
  const blocks = leaving.map(({ role, content }) => `--- ${role}\n${displayText(content)}`);
  const way = model.kind === 'endpoint' ? describeWay(model.endpoint, plan) : '';
  await screen.note(`${blocks.join('\n')}\n---${way}`);
}

function describeWay({ url, model, schema }: Endpoint, plan: boolean): string {
  const beside = schema && plan ? ', beside it the schema of a plan (llmsh actions --json)' : '';
  return ` goes to ${displayText(url)}, model ${displayText(model)}${beside}\n---`;
}
