import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';
import { EditRefused } from './edit.js';
import { fromBytes, splitLines } from './lines.js';

const FEW = 6;
const MANY = 20;
const LONGEST = 80;

/** turns a refused edit into an error for the caller; lines of the file only where `content` is one that the caller may read */
export function explainRefusal(error: unknown, content: Buffer | undefined): unknown {
  if (!(error instanceof EditRefused)) return error;
  const { message, candidates, quoted } = error;
  const lines = content && splitLines(content).lines;
  const choices = lines ? quoted : [];
  const named = choices.length === 0 ? '' : ` (${choices.slice(0, MANY).map(shorten).join(', ')})`;
  return new OperatorError(
    'failed',
    `${message}${named}${tell(
      candidates,
      lines?.map(({ text }) => text),
    )}`,
  );
}

function tell(candidates: readonly number[], lines: readonly string[] | undefined): string {
  if (candidates.length === 0) return '';
  if (!lines) return `: ${listNumbers(candidates)}`;
  const shown = candidates.slice(0, FEW).map(number => `${number}: ${shorten(lines[number - 1] ?? '')}`);
  const more = candidates.length - shown.length;
  return `\n${shown.join('\n')}${more > 0 ? `\nand ${more} more` : ''}`;
}

/** `line 3`, or `lines 3, 8, 12` */
export function listNumbers(numbers: readonly number[]): string {
  const more = numbers.length > MANY ? ` and ${numbers.length - MANY} more` : '';
  return `${numbers.length === 1 ? 'line' : 'lines'} ${numbers.slice(0, MANY).join(', ')}${more}`;
}

function shorten(bytes: string): string {
  const text = display(fromBytes(bytes).trim());
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}...`;
}
