import { display } from '../../interfaces/display.js';

/** arguments as a prompt shows them: each in quotes, so that nobody takes two for one */
export function displayArgv(argv: readonly string[]): string {
  return argv.map(argument => `'${display(argument).replaceAll("'", '\\x27')}'`).join(' ');
}
