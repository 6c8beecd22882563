import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  inputRequired,
  type InputRequiredResult,
  type RequestStateCodec,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Catalog } from '../../interfaces/catalog.js';
import { describeStep } from '../plan/describe.js';
import type { Step } from '../plan/plan.js';

const KEY = 'carry_out';
const answer = z.object({ [KEY]: z.boolean().describe('carry it out') });
const stateSchema = z.strictObject({ digest: z.string(), once: z.string() });
// used confirmations to remember: more than fit into the ten minutes for which each is valid
const MOST_USED = 1000;

export type Verdict =
  { readonly kind: 'go' } | { readonly kind: 'no' } | { readonly kind: 'ask'; readonly result: InputRequiredResult };

export interface Confirmation {
  readonly verify: RequestStateCodec<unknown>['verify'];
  /** asks the person through a client that offers to: a convenience before polkit's own question, and never instead of it */
  judge(step: Step, context: ServerContext, offered: boolean): Promise<Verdict>;
}

/** one for each server; what it hands out is bound to exactly the step, and good for one answer */
export function createConfirmation(catalog: Catalog, key: Uint8Array = randomBytes(32)): Confirmation {
  const codec = createRequestStateCodec<unknown>({ key });
  const used = new Set<string>();
  const ask = async (step: Step, context: ServerContext): Promise<Verdict> => {
    const requestState = await codec.mint({ digest: digestOf(step), once: randomUUID() }, context);
    const message = `${describeStep(step, catalog)}. Carry it out? polkit decides after that, and may ask for a password.`;
    const inputRequests = { [KEY]: inputRequired.elicit({ message, requestedSchema: answer }) };
    return { kind: 'ask', result: inputRequired({ inputRequests, requestState }) };
  };
  return {
    verify: (state, context) => codec.verify(state, context),
    judge: async (step, context, offered) => {
      if (!offered) return { kind: 'go' };
      const { inputResponses } = context.mcpReq;
      const state = stateSchema.safeParse(context.mcpReq.requestState());
      // an answer to another step, or to this one a second time, is none
      if (!state.success || state.data.digest !== digestOf(step) || used.has(state.data.once))
        return await ask(step, context);
      if (used.size >= MOST_USED) used.clear();
      used.add(state.data.once);
      const given = acceptedContent(inputResponses, KEY, answer);
      return { kind: given?.[KEY] === true ? 'go' : 'no' };
    },
  };
}

/** whether this client lets its person be asked; newer clients say so with each request, older ones once */
export function offersQuestions(context: ServerContext, declared: unknown): boolean {
  const capabilities: unknown = Object(context.mcpReq.envelope)[CLIENT_CAPABILITIES_META_KEY] ?? declared;
  return Object(capabilities)['elicitation'] !== undefined;
}

function digestOf(step: Step): string {
  const sorted = Object.entries(step).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
