import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';

// many times what a prompt shows: normalizing makes a text shorter, but never so much
const MAX_CHARACTERS = 4096;

/** arguments as a prompt shows them: each in quotes, so that nobody takes two for one */
export function displayArgv(argv: readonly string[]): string {
  return argv.map(argument => `'${display(argument).replaceAll("'", '\\x27')}'`).join(' ');
}

/** refuses by the length alone what no prompt could show whole: formatting it would cost more than sending it */
export function checkArgvLength(argv: readonly string[]): void {
  const length = argv.reduce((sum, argument) => sum + argument.length + 1, 0);
  if (length <= MAX_CHARACTERS) return;
  const text = `argv is too long for a prompt that shows all of it: ${length} characters`;
  throw new OperatorError('not-permitted', `${text}; put long input into stdin or a file`);
}
