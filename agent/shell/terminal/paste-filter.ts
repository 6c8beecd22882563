import { StringDecoder } from 'node:string_decoder';

/** stands for a line feed while a request of several lines is edited on one */
const LINE_MARK = '⏎';

const BEGIN = '\u001B[200~';
const END = '\u001B[201~';
// controls, of which a pasted text has no need and a terminal a use
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001F\u007F-\u009F]/g;

/** keys for a line editor: the return key ends a request, a line feed inside of pasted text does not */
export interface PasteFilter {
  /** `held` asks to be called again with nothing once no more bytes have come for a moment */
  take(chunk: Uint8Array): { readonly keys: string; readonly held: boolean };
  /** the return key that was held back at the end of a burst of keys */
  release(): string;
}

/** text of several lines as one line to edit */
export function foldLines(text: string): string {
  return text
    .replace(/[\r\n]+$/, '')
    .replace(/\r\n|\r|\n/g, LINE_MARK)
    .replaceAll('\t', ' ')
    .replace(CONTROLS, '');
}

/** the request of an edited line */
export function unfoldLines(line: string): string {
  return line.replaceAll(LINE_MARK, '\n');
}

export function createPasteFilter(): PasteFilter {
  const decoder = new StringDecoder('utf8');
  let pasting: string | undefined;
  let rest = '';
  let held = '';
  const takeText = (text: string): string => {
    if (pasting !== undefined) {
      const whole = pasting + text;
      const end = whole.indexOf(END);
      pasting = end < 0 ? whole : undefined;
      return end < 0 ? '' : foldLines(whole.slice(0, end)) + takeText(whole.slice(end + END.length));
    }
    const begin = text.indexOf(BEGIN);
    if (begin < 0) return text;
    pasting = '';
    return text.slice(0, begin) + takeText(text.slice(begin + BEGIN.length));
  };
  return {
    take: chunk => {
      const fresh = rest + decoder.write(Buffer.from(chunk));
      rest = markerAtEnd(fresh);
      const text = held + takeText(fresh.slice(0, fresh.length - rest.length));
      held = '';
      const { keys, end } = foldBurst(text);
      held = end;
      return { keys, held: held !== '' };
    },
    release: () => {
      const keys = held;
      held = '';
      return keys;
    },
  };
}

// a person presses one key at a time: line feeds inside of many characters that come at once are a paste without markers
function foldBurst(text: string): { readonly keys: string; readonly end: string } {
  if (text.length < 2 || !/[\r\n]/.test(text)) return { keys: text, end: '' };
  const body = text.replace(/[\r\n]+$/, '');
  return { keys: body.replace(/\r\n|\r|\n/g, LINE_MARK), end: body === text ? '' : '\r' };
}

function markerAtEnd(text: string): string {
  for (let length = BEGIN.length - 1; length > 1; length--)
    if (text.endsWith(BEGIN.slice(0, length))) return text.slice(-length);
  return '';
}
