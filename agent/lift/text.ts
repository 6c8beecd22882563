import type { Redirection } from 'unbash';
import type { Call } from './call.js';
import { readBody, readWord, type Place, type Text } from './word.js';

const unknown = (why: string): Text => ({ known: false, why });

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\', r: '\r', '"': '"', "'": "'" };

/** output of this command, where that follows from its words; undefined where it is no command of that kind */
export function printedBy(call: Call, place: Place): Text | undefined {
  const { program, words } = call;
  if (program === 'echo') return join(words, echoed);
  if (program === 'printf') return join(words, formatted);
  if (program === ':' || program === 'true') return { known: true, text: '' };
  if (program !== 'cat') return undefined;
  const input = inputOf(call.redirects, place);
  if (input !== undefined) return words.every(word => word.known && word.text === '-') ? input : undefined;
  const [only, ...more] = words;
  return only?.known === true && only.text === '/dev/null' && more.length === 0 ? { known: true, text: '' } : undefined;
}

/** the text of the here-document or here-string that is its input */
export function inputOf(redirects: readonly Redirection[], place: Place): Text | undefined {
  const found = redirects.findLast(redirect => redirect.type !== 'Redirect' || redirect.operator === '<');
  if (found?.type === 'HereDoc') return readBody(found, place);
  if (found?.type !== 'HereString' || found.target === undefined) return undefined;
  const text = readWord(found.target, place);
  return text.known ? { known: true, text: `${text.text}\n` } : text;
}

function join(words: readonly Text[], say: (words: readonly string[]) => Text): Text {
  const texts: string[] = [];
  for (const word of words) {
    if (!word.known) return word;
    texts.push(word.text);
  }
  return say(texts);
}

// as bash does it: a backslash stands for itself unless -e is given
function echoed(words: readonly string[]): Text {
  const count = words.findIndex(word => !/^-[neE]+$/.test(word));
  const options = (count < 0 ? words : words.slice(0, count)).join('');
  const text = (count < 0 ? [] : words.slice(count)).join(' ');
  const end = options.includes('n') ? '' : '\n';
  const escapes = options.lastIndexOf('e') > options.lastIndexOf('E');
  return escapes ? unescaped(text, end) : { known: true, text: text + end };
}

function unescaped(text: string, end = ''): Text {
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character !== '\\') {
      out += character;
      continue;
    }
    const next = text[++at];
    const meant = next === undefined ? '\\' : ESCAPES[next];
    if (meant === undefined) return unknown(`\\${next ?? ''} is not understood`);
    out += meant;
  }
  return { known: true, text: out + end };
}

// the format is used again until the words are used up
function formatted([format = '', ...words]: readonly string[]): Text {
  if (format.startsWith('-')) return unknown('options of printf are not understood');
  const pieces = format.split(/(%[^%]|%%)/);
  const slots = pieces.filter(piece => /^%[^%]$/.test(piece));
  if (slots.some(slot => slot !== '%s' && slot !== '%d')) return unknown('the format of printf is not understood');
  if (slots.length === 0 && words.length > 0) return unknown('printf is given words that it does not print');
  const waiting = [...words];
  let out = '';
  do {
    for (const piece of pieces) {
      const text = printedPiece(piece, waiting);
      if (!text.known) return text;
      out += text.text;
    }
  } while (waiting.length > 0);
  return { known: true, text: out };
}

function printedPiece(piece: string, waiting: string[]): Text {
  if (piece === '%%') return { known: true, text: '%' };
  if (piece === '%s') return { known: true, text: waiting.shift() ?? '' };
  if (piece !== '%d') return unescaped(piece);
  const number = waiting.shift() ?? '0';
  return /^(?:0|-?[1-9]\d*)$/.test(number) ? { known: true, text: number } : unknown(`${number} is not a number`);
}
