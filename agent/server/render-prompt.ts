import type { ChatHistoryItem, ChatWrapper, LlamaModel, Token } from 'node-llama-cpp';
import type { Message } from '../plan/plan.js';

type Renderer = { readonly model: LlamaModel; readonly wrapper: ChatWrapper };

/** the tokens of a conversation up to where the model speaks; control tokens come from the wrapper only, never from text */
export function renderMessages(messages: readonly Message[], { model, wrapper }: Renderer): Token[] {
  const chatHistory: ChatHistoryItem[] = [...messages.map(toHistoryItem), { type: 'model', response: [] }];
  return wrapper.generateContextState({ chatHistory }).contextText.tokenize(model.tokenizer);
}

/** the tokens that every conversation beginning with these messages shares, whatever the person says next */
export function renderPrefix(messages: readonly Message[], renderer: Renderer): Token[] {
  const [one, other] = ['a', '1'].map(content => renderMessages([...messages, { role: 'user', content }], renderer));
  return one === undefined || other === undefined ? [] : one.slice(0, sharedLength(one, other));
}

function sharedLength(one: readonly Token[], other: readonly Token[]): number {
  const first = one.findIndex((token, index) => token !== other[index]);
  return first < 0 ? Math.min(one.length, other.length) : first;
}

function toHistoryItem({ role, content }: Message): ChatHistoryItem {
  if (role === 'assistant') return { type: 'model', response: [content] };
  return { type: role, text: content };
}
