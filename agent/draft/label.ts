import type { Message } from '../plan/plan.js';
import { LABEL_EXAMPLES } from './label-examples.js';

const SYSTEM = [
  'You sort what a person says to the operator of a Linux machine. Answer with one word:',
  'do: an order to change something here and now',
  'look: a question about the present state of this machine, its files, programs, users or logs',
  'answer: a general question, a question about how something is done, an opinion, small talk',
  'not: told not to do it, done already, or only thought about',
  'later: at another time, regularly, or on a condition',
  'elsewhere: on another machine',
  'cannot: nothing that a command can do, or not said what exactly',
  'harm: damage, spying, or secrets of other people',
].join('\n');

export function labelPrefix(): Message[] {
  return [
    { role: 'system', content: SYSTEM },
    ...LABEL_EXAMPLES.flatMap(([label, request]) => [
      { role: 'user' as const, content: request },
      { role: 'assistant' as const, content: label },
    ]),
  ];
}
