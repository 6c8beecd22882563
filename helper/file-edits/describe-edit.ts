import { display } from '../../interfaces/display.js';
import type { Edit } from './edit.js';
import { listNumbers } from './explain-refusal.js';
import { fromBytes } from './lines.js';

const WORDS: Readonly<Record<Edit['change'], string>> = {
  replace: 'other text',
  replace_line: 'another line',
  insert_before: 'new lines before it',
  insert_after: 'new lines behind it',
  delete: 'deleted',
  comment: 'commented out',
  uncomment: 'no longer a comment',
  set: 'set',
};

/** an edit in a few words for a prompt, without a word of the content: it is recorded */
export function describeEdit({ change, setting, section }: Edit, touched: readonly number[]): string {
  const name =
    setting === ''
      ? ''
      : ` ${display(fromBytes(setting))}${section === '' ? '' : ` of ${display(fromBytes(section))}`}`;
  const where = touched.length === 0 ? '' : `${listNumbers(touched)}: `;
  return `${where}${WORDS[change]}${name}`;
}
