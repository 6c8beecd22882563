import { CallError } from '../operator-client/errors.js';

export interface ToolResult {
  readonly [key: string]: unknown;
  readonly content: { readonly type: 'text'; readonly text: string }[];
  readonly structuredContent?: Record<string, unknown>;
  readonly isError?: boolean;
}

/** named values both as data and as the text that older clients show */
export function resultOf(values: Readonly<Record<string, unknown>>): ToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(values) }], structuredContent: { ...values } };
}

/** the refusal and its remedy as a tool result, so that the model can read it and try something else */
export function toolRefusal(error: unknown, pid: number): ToolResult {
  if (!(error instanceof CallError)) return failure('failed', 'internal error');
  return failure(error.code, [error.message, cureOf(error, pid)].filter(text => text !== '').join(' '));
}

/** the person said no where the client asked them */
export function declined(): ToolResult {
  return failure('declined', 'the person did not want it; nothing was done.');
}

function failure(code: string, text: string): ToolResult {
  return { content: [{ type: 'text', text: `${code}: ${text}` }], isError: true };
}

// stdio is taken by the protocol, so there is no terminal to ask on
function cureOf({ code }: CallError, pid: number): string {
  if (code === 'can-obtain') {
    return `No polkit agent can ask the person: a desktop has one; in a terminal run pkttyagent --process ${pid}.`;
  }
  if (code === 'no-helper') return 'Is the package llm-os installed? llmsh doctor says what is missing.';
  return code === 'lost' ? 'The helper went away during the call: its record says whether it happened.' : '';
}
