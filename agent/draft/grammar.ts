// no control character, no line or paragraph separator and nothing that reorders text: a line reads as it runs
const PRINTABLE = '[^\\x00-\\x08\\x0A-\\x1F\\x7F-\\x9F\\u200B-\\u200F\\u2028-\\u202E\\u2066-\\u2069\\uFEFF]';

/** gbnf of a draft: one line, or one whose last word opens a here-document that ends with its word */
export const SHELL_GRAMMAR = [
  'root ::= text+ | text* "<<" text+ "\\n" body',
  'body ::= ( text* "\\n" )* "EOF"',
  `text ::= ${PRINTABLE}`,
  '',
].join('\n');
