import { posix } from 'node:path';
import type { HereDoc, Script, Word, WordPart } from 'unbash';

/** a word as the program gets it, or why that is not known before it runs */
export type Text = { readonly known: true; readonly text: string } | { readonly known: false; readonly why: string };

/** names that a word may refer to */
export interface Place {
  readonly home: string;
  readonly user: string;
  /** unknown after a `cd` to a place that is only known when it runs */
  readonly cwd: string | undefined;
  /** set by the text itself; undefined where the value is only known when it runs */
  readonly variables: ReadonlyMap<string, string | undefined>;
  readonly outputs: Readonly<Record<string, string>>;
}

const known = (text: string): Text => ({ known: true, text });
const unknown = (why: string): Text => ({ known: false, why });

// not at the beginning of the word, a tilde means a home in some places of some shells
const TILDE_INSIDE = /[=:]~/;
// an unquoted value is split at these, and matched against files
const SPLITS = /[\s*?[\\]/;

/** expands only where it is exact */
export function readWord(word: Word, place: Place): Text {
  if (word.parts === undefined) return readPlain(word.text, word.value, place);
  let text = '';
  for (const [index, part] of word.parts.entries()) {
    const one = index === 0 && part.type === 'Literal' ? readFirst(part, place) : readPart(part, place, false);
    if (!one.known) return one;
    text += one.text;
  }
  return known(text);
}

/** the text of a here-document */
export function readBody({ operator, delimiter, body }: HereDoc, place: Place): Text {
  if (delimiter?.quoted === true || body.parts === undefined) {
    const text = operator === '<<-' ? body.text.replaceAll(/^\t+/gm, '') : body.text;
    return known(delimiter?.quoted === true ? text : unescape(text));
  }
  if (operator === '<<-') return unknown('tabs and variables of a here-document are not read together');
  let text = '';
  for (const part of body.parts) {
    const one = part.type === 'Literal' ? known(unescape(part.text)) : readPart(part, place, true);
    if (!one.known) return one;
    text += one.text;
  }
  return known(text);
}

function unescape(text: string): string {
  return text.replaceAll(/\\([$`\\\n])/g, (_, next: string) => (next === '\n' ? '' : next));
}

function readPlain(raw: string, value: string, { home }: Place): Text {
  if (raw === '~') return known(home);
  if (raw.startsWith('~/')) return known(posix.join(home, value.slice(1)));
  if (raw.startsWith('~')) return unknown('the home of somebody else is not looked up');
  return TILDE_INSIDE.test(raw) ? unknown('a tilde inside a word may mean a home or itself') : known(value);
}

// a tilde before a quoted part means itself
function readFirst(part: { readonly text: string; readonly value: string }, place: Place): Text {
  if (part.text.startsWith('~') && !part.text.startsWith('~/')) return unknown('the tilde may mean itself here');
  if (part.text === '~/') return known(`${place.home}/`);
  const text = readPlain(part.text, part.value, place);
  const slash = part.text.startsWith('~/') && part.value.endsWith('/');
  return text.known && slash && !text.text.endsWith('/') ? known(`${text.text}/`) : text;
}

function readPart(part: WordPart, place: Place, quoted: boolean): Text {
  switch (part.type) {
    case 'Literal':
      if (!quoted && TILDE_INSIDE.test(part.text)) return unknown('a tilde inside a word may mean a home or itself');
      return known(part.value);
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return known(part.value);
    case 'DoubleQuoted':
      return join(part.parts, place);
    case 'SimpleExpansion':
      return readVariable(part.text.slice(1), place, quoted);
    case 'ParameterExpansion':
      if (part.operation !== undefined || part.prefix !== undefined || part.index !== undefined) break;
      return readVariable(part.parameter, place, quoted);
    case 'CommandExpansion':
      return readOutput(part.script, place, quoted);
    case 'Glob':
    case 'ExtendedGlob':
      return unknown('it stands for whatever files match');
    case 'LocaleString':
    case 'ArithmeticExpansion':
    case 'ProcessSubstitution':
    case 'BraceExpansion':
      break;
  }
  return unknown(`${part.text} is only known when it runs`);
}

function join(parts: readonly WordPart[], place: Place): Text {
  let text = '';
  for (const part of parts) {
    const one = readPart(part, place, true);
    if (!one.known) return one;
    text += one.text;
  }
  return known(text);
}

function readVariable(name: string, place: Place, quoted: boolean): Text {
  const value = place.variables.has(name) ? place.variables.get(name) : valueOf(name, place);
  if (value === undefined) return unknown(`$${name} is only known when it runs`);
  return exact(value, quoted, `$${name}`);
}

function valueOf(name: string, { home, user, cwd }: Place): string | undefined {
  if (name === 'HOME') return home;
  if (name === 'USER' || name === 'LOGNAME') return user;
  return name === 'PWD' ? cwd : undefined;
}

function readOutput(script: Script | undefined, place: Place, quoted: boolean): Text {
  const command = plainCommand(script);
  const printed = command === undefined ? undefined : outputOf(command, place);
  if (printed === undefined) return unknown('what a command prints is only known when it runs');
  return exact(printed, quoted, `$(${command})`);
}

function outputOf(command: string, { user, cwd, outputs }: Place): string | undefined {
  if (command === 'whoami' || command === 'id -un' || command === 'logname') return user;
  if (command === 'pwd') return cwd;
  return Object.hasOwn(outputs, command) ? outputs[command] : undefined;
}

/** the words of a script that is one command of plain words, with one space between */
export function plainCommand(script: Script | undefined): string | undefined {
  const [statement, ...more] = script?.commands ?? [];
  if (statement === undefined || more.length > 0 || statement.background === true) return undefined;
  const { command } = statement;
  if (command.type !== 'Command' || command.prefix.length > 0 || command.name === undefined) return undefined;
  const words = [command.name, ...command.suffix].map(word =>
    word.type === 'Word' && word.parts === undefined ? word.value : undefined,
  );
  return words.includes(undefined) ? undefined : words.join(' ');
}

function exact(value: string, quoted: boolean, spelled: string): Text {
  if (!quoted && (value === '' || SPLITS.test(value))) return unknown(`${spelled} may become several words`);
  return known(value);
}
