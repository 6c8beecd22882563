import type { CatalogAction } from '../../../interfaces/catalog.js';
import { fieldKind } from '../../operator-client/action-facts.js';
import { isPath } from '../field-schemas.js';
import { numbersOf, quotedTexts, containsToken, words } from './request-tokens.js';

const COUNTS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
// words allowed beside unquoted text; any other word could belong to the text
const BESIDE =
  /^(?:to|in|into|as|and|then|with|the|a|file|word|text|line|content|contents|contain|contains|containing|say|says|saying|read|reads|is|of|just|only|from|for|save|write|put|append|add|by|please|it)?$/iu;

/** whether a value stands in the request, or is what other words of it say by a rule of the action's own */
export function isGrounded(value: unknown, name: string, action: CatalogAction, request: string): boolean {
  if (isImplied(String(value), name, action, request)) return true;
  if (typeof value === 'number') {
    const said = COUNTS[value - 1];
    return numbersOf(request).includes(String(value)) || (said !== undefined && words(request).includes(said));
  }
  if (typeof value !== 'string') return false;
  const field = action.params.properties[name];
  const kind = fieldKind(field);
  if (kind === 'content' || kind === 'text' || kind === 'secret') return value === '' || isWholeText(value, request);
  // names of packages and units are written in any case
  const same = isPath(field) || kind === 'argv' ? [value, request] : [value.toLowerCase(), request.toLowerCase()];
  return containsToken(same[0] ?? '', same[1] ?? '');
}

/** applies a rule in the action's own file: `half a core` is 50 */
function isImplied(value: string, name: string, { implied }: CatalogAction, request: string): boolean {
  return (implied ?? []).some(rule => {
    if (rule.param !== name) return false;
    return Array.from(request.matchAll(new RegExp(rule.said, 'giu'))).some(
      match => rule.value.replaceAll(/\$(\d)/g, (_, number: string) => match[Number(number)] ?? '') === value,
    );
  });
}

/** text is all that stands between two quotes, or a piece that nothing around it could belong to */
function isWholeText(text: string, request: string): boolean {
  const quotes = quotedTexts(request);
  if (quotes.length > 0) return quotes.includes(text);
  const at = request.indexOf(text);
  if (at < 0 || !containsToken(text, request)) return false;
  const before = request.slice(0, at).trimEnd();
  const after = request.slice(at + text.length).trimStart();
  const behindColon = before.endsWith(':') && after === '';
  return behindColon || (BESIDE.test(lastWord(before)) && BESIDE.test(firstWord(after)));
}

const lastWord = (text: string): string => text.split(/\s+/).at(-1) ?? '';
const firstWord = (text: string): string => text.split(/\s+/)[0] ?? '';
