import type { Message, Step } from './plan.js';
import { breakControlTokens, quoteData } from './untrusted-text.js';

export interface RequestContext {
  readonly request: string;
  /** short facts that the request itself lacks, such as `directory` or `user`; quoted as data */
  readonly facts?: Readonly<Record<string, string>>;
  /** the person wants the plan to look before it goes on */
  readonly look?: boolean;
  /** the looks so far, and what they found within its budget */
  readonly looked?: { readonly steps: readonly Step[]; readonly results: readonly Quoted[] };
  readonly stdin?: string;
  /** results of earlier steps and the like, already within their budget */
  readonly data?: readonly Quoted[];
}

interface Quoted {
  readonly label: string;
  readonly text: string;
}

// a small model does as it is shown: these are the looks that most questions need
const LOOK_FIRST =
  'First find out: answer {"look":true,"steps":[...]} with actions that only look, such as unit_status, list_processes, ' +
  'read_file, or exec with df -h, du -ah, ls -lS, free, ss -tln or grep -r. Their results come back to you.';

const LOOKED = 'Now do what was asked, or say what you found: {"steps":[],"say":"..."}';

/** the last message: all that belongs to this request and not to the prefix, the person's own words at its end */
export function requestMessage(context: RequestContext): Message {
  const facts = Object.entries(context.facts ?? {}).map(([name, value]) => quoteData(name, value));
  const data = (context.data ?? []).map(({ label, text }) => quoteData(label, text));
  const stdin = context.stdin === undefined ? [] : [quoteData('standard input', context.stdin)];
  const look = context.look === true ? [LOOK_FIRST] : [];
  return { role: 'user', content: [...facts, ...data, ...stdin, ...look, context.request].join('\n') };
}

/** the request, the looks as the model's own turn, then their results; in one message, a small model looks again */
export function requestMessages(context: RequestContext): Message[] {
  const asked = requestMessage(context);
  if (context.looked === undefined) return [asked];
  const { steps, results } = context.looked;
  const look = breakControlTokens(JSON.stringify({ look: true, steps }));
  const found = results.map(({ label, text }) => quoteData(label, text));
  return [
    asked,
    { role: 'assistant', content: look },
    { role: 'user', content: [...found, LOOKED, context.request].join('\n') },
  ];
}

/** all that came with the request, and that its values may have come from */
export function givenText({ data = [], stdin = '', looked, facts = {} }: RequestContext): string {
  const texts = [...data, ...(looked?.results ?? [])].map(({ text }) => text);
  return [...texts, stdin, ...Object.values(facts)].join('\n');
}

/** one try at mending an answer that did not parse; the answer itself goes before it as the assistant's */
export function repairMessage(problems: readonly string[]): Message {
  const listed = quoteData('problems', problems.slice(0, 4).join('\n'));
  return { role: 'user', content: `${listed}\nThat plan is not valid. Answer the same request again, as valid JSON.` };
}
