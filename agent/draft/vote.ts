import type { CompletionEnd } from '../plan/model-client.js';
import type { Message } from '../plan/plan.js';
import { askModel, type Asking } from './ask-model.js';
import { VOTE_EXAMPLES } from './vote-examples.js';

export interface Vote {
  /** how sure the model is that the line may run as the request was said, from 0 to 1 */
  readonly score: number;
  readonly end: CompletionEnd;
}

const SYSTEM = [
  'A person said the first line to the operator of a Linux machine. The second line is the command that is about to run.',
  'Answer yes only if it was ordered to do exactly this, now, on this machine, under no condition. Answer no if it depends on',
  'something, is for another time or machine, is a question, is done already, or is not wanted.',
].join('\n');

const CHOICES = ['yes', 'no'];

export function votePrefix(): Message[] {
  return [
    { role: 'system', content: SYSTEM },
    ...VOTE_EXAMPLES.flatMap(([request, line, mayRun]): Message[] => [
      asked(request, line),
      { role: 'assistant', content: mayRun ? 'yes' : 'no' },
    ]),
  ];
}

/** a second opinion of the same model, which now sees the line that its first one led to */
export async function vote(request: string, line: string, asking: Asking): Promise<Vote> {
  const prefix = votePrefix();
  const limits = { prefix: prefix.length, choices: CHOICES, maxTokens: 1 };
  const { end } = await askModel([...prefix, asked(request, line)], limits, asking);
  return { score: end.scores?.['yes'] ?? 0, end };
}

function asked(request: string, line: string): Message {
  return { role: 'user', content: `${request}\n$ ${line}` };
}
