import { shellWord } from '../../../interfaces/shell-word.js';

/** first words that are commands where the rest fits */
export const COMMAND_NAMES: ReadonlySet<string> = new Set([
  'apply',
  'rehearse',
  'history',
  'show',
  'undo',
  'confirm',
  'audit',
  'model',
  'actions',
  'doctor',
  'mcp',
  'explain',
  'hook',
  'sessions',
  'help',
]);

/** options that take a value, so that the value is not taken for the first word */
const WITH_VALUE = new Set(['--model', '-m', '--file', '-f']);

export type Reading = { readonly kind: 'request' } | { readonly kind: 'command'; readonly name: string };

/** reads the first word as a command or as the start of a request; after `--` it is always a request */
export function readFirstWord(argv: readonly string[], commands: ReadonlySet<string>): Reading {
  let index = 0;
  while (index < argv.length) {
    const word = argv[index] ?? '';
    if (word === '--') return { kind: 'request' };
    if (!word.startsWith('-') || word === '-') {
      return commands.has(word) ? { kind: 'command', name: word } : { kind: 'request' };
    }
    index += WITH_VALUE.has(word) ? 2 : 1;
  }
  return { kind: 'request' };
}

/** the same words as a request, as one would type them */
export function suggestRequest(argv: readonly string[]): string {
  return `llmsh -- ${argv.map(shellWord).join(' ')}`;
}
