import { displayText } from '../../interfaces/display.js';
import type { Label } from './labels.js';

/** the answer to a request that is no order for now; undefined where the model answers in its own words */
export function wordsFor(label: Label): string | undefined {
  switch (label) {
    case 'not':
      return 'Nothing is to be done, as I understand it, and nothing was. If it is an order, say so plainly.';
    case 'later':
      return 'That is for another time or under a condition, so nothing was done now. Say what is to be done now, or ask for a timer with its exact time.';
    case 'elsewhere':
      return 'That is about another machine, and I work on this one only. Run llmsh there.';
    case 'cannot':
      return 'I cannot tell one exact thing to do from that, or it is nothing that a command can do. Say it as an order, with names.';
    case 'harm':
      return 'I will not do that: it would do damage, or reach for what belongs to other people.';
    case 'do':
    case 'look':
    case 'answer':
      return undefined;
  }
}

/** a line that the operator does not carry out, to be copied by the person */
export function offerLine(line: string, why: string): string {
  return `I can't do that through the operator (${why}). The command would be:\n  ${displayText(line).replaceAll('\n', '\n  ')}`;
}

export function wouldChange(line: string): string {
  return `That reads like a question, and the command that I would take changes something:\n  ${displayText(line)}\nNothing was run. If you want it, say so as an order.`;
}

export function notSure(line: string): string {
  return `I am not sure that you want this now, and without conditions:\n  ${displayText(line)}\nNothing was run. If you do, say it as a plain order.`;
}

export function askWhich(values: readonly string[], known: readonly string[]): string {
  const guess = `I would have to guess ${values.map(value => `"${displayText(value)}"`).join(', ')}.`;
  const choices = known.length === 0 ? '' : ` There are: ${known.map(displayText).join(', ')}.`;
  return `${guess}${choices} Name exactly what you mean.`;
}

export function leavesOut(words: readonly string[], line: string): string {
  const named = words.map(word => `"${displayText(word)}"`).join(', ');
  return `The command that I would take leaves out ${named}:\n  ${displayText(line)}\nNothing was run. If it is right all the same, say it without that.`;
}
