import type { Catalog, CatalogAction } from '../../interfaces/catalog.js';
import { isPath } from '../plan/fields.js';
import type { Step } from '../plan/plan.js';

const COUNTS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
const QUOTED = /(["“”„'‘’«»])(.+?)(["“”'‘’«»])(?![\p{L}\p{N}])/gu;
// what joins two wishes, in the languages that it was tuned on
const LINK =
  /(?<![\p{L}\p{N}])(?:and|then|also|plus|und|dann|et|puis|y|luego|e|poi|и|затем|en|i|oraz)(?![\p{L}\p{N}])|[,;]\s*(?!(?:please|thanks|thank|bitte|ok|would)(?!\p{L}))\p{L}|[和然]|&|\.\s+\p{Lu}/iu;
// a name goes on over these, and a sentence ends with the marks behind it
const INSIDE = /^[\p{L}\p{N}_/~@%+:=-]/u;
// what may stand beside text without quotes; any other word could belong to the text
const BESIDE =
  /^(?:to|in|into|as|and|then|with|the|a|file|word|text|line|content|contents|contain|contains|containing|say|says|saying|read|reads|is|of|just|only|from|for|save|write|put|append|add|by|please|it)?$/iu;

/** why a plan is not simply what the request says: a value that does not stand there, or one there that the plan leaves out */
export function ungrounded(
  steps: readonly Step[],
  request: string,
  { catalog, words }: { readonly catalog: Catalog; readonly words: ReadonlySet<string> },
): string | undefined {
  for (const step of steps) {
    const action = catalog.actions.find(({ name }) => name === step.action);
    const wrong = action === undefined ? 'action' : wrongParameter(step, action, request, words);
    if (wrong !== undefined) return `${step.action}: ${wrong}`;
  }
  const missing = leftOut(steps, request) ?? halfOf(steps, request, catalog);
  return missing === undefined ? undefined : `the plan leaves out ${missing}`;
}

function wrongParameter(
  step: Step,
  action: CatalogAction,
  request: string,
  words: ReadonlySet<string>,
): string | undefined {
  return Object.entries(action.params.properties).find(([name, field]) => {
    const value = step[name];
    if (value === undefined || field.type === 'boolean' || field.enum !== undefined) return false;
    if (name === 'argv' && Array.isArray(value)) return !isCommand(value.map(String), action, request, words);
    return ![value].flat().every(item => follows(item, name, action, request));
  })?.[0];
}

function isCommand(
  argv: readonly string[],
  action: CatalogAction,
  request: string,
  words: ReadonlySet<string>,
): boolean {
  return argv.every((word, index) => {
    if (words.has(word)) return true;
    return index > 0 && !word.startsWith('-') && follows(word, 'argv', action, request);
  });
}

function follows(value: unknown, name: string, action: CatalogAction, request: string): boolean {
  if (isImplied(String(value), name, action, request)) return true;
  if (typeof value === 'number') {
    const said = COUNTS[value - 1];
    return numbersOf(request).includes(String(value)) || (said !== undefined && wordsOf(request).includes(said));
  }
  if (typeof value !== 'string') return false;
  if (name === 'content' || name === 'text' || name === 'stdin') return value === '' || isWholeText(value, request);
  // names of packages and units are written in any case
  const same = isPath(name) || name === 'argv' ? [value, request] : [value.toLowerCase(), request.toLowerCase()];
  return standsWhole(same[0] ?? '', same[1] ?? '');
}

/** by a rule in the action's own file: `half a core` is 50 */
function isImplied(value: string, name: string, { implied }: CatalogAction, request: string): boolean {
  return (implied ?? []).some(rule => {
    if (rule.param !== name) return false;
    return Array.from(request.matchAll(new RegExp(rule.said, 'giu'))).some(
      match => rule.value.replaceAll(/\$(\d)/g, (_, number: string) => match[Number(number)] ?? '') === value,
    );
  });
}

/** not as a piece of a longer word, path or name */
function standsWhole(value: string, request: string): boolean {
  for (let at = request.indexOf(value); at >= 0; at = request.indexOf(value, at + 1)) {
    const [before, after] = [request.slice(0, at), request.slice(at + value.length)];
    if (endsOutside(before, value) && beginsOutside(after)) return true;
  }
  return false;
}

function endsOutside(before: string, value: string): boolean {
  const last = before.at(-1) ?? ' ';
  return !INSIDE.test(last) && !(last === '.' && /^[\p{L}\p{N}]/u.test(value) && /\S\.$/.test(before));
}

function beginsOutside(after: string): boolean {
  return !INSIDE.test(after.replace(/^:(?=\s|$)/, '')) && !/^\.[\p{L}\p{N}_]/u.test(after);
}

/** text is all that stands between two quotes, or a piece that nothing around it could belong to */
function isWholeText(text: string, request: string): boolean {
  const quotes = quotesOf(request);
  if (quotes.length > 0) return quotes.includes(text);
  const at = request.indexOf(text);
  if (at < 0 || !standsWhole(text, request)) return false;
  const before = request.slice(0, at).trimEnd();
  const after = request.slice(at + text.length).trimStart();
  const behindColon = before.endsWith(':') && after === '';
  return behindColon || (BESIDE.test(lastWord(before)) && BESIDE.test(firstWord(after)));
}

const lastWord = (text: string): string => text.split(/\s+/).at(-1) ?? '';
const firstWord = (text: string): string => text.split(/\s+/)[0] ?? '';

/** quotes, paths and numbers of the request that no value of the plan holds */
function leftOut(steps: readonly Step[], request: string): string | undefined {
  const values = steps.flatMap(step =>
    Object.values(step)
      .flat()
      .map(value => String(value).toLowerCase()),
  );
  const held = (text: string): boolean => values.some(value => value.includes(text.toLowerCase()));
  const quotes = quotesOf(request).filter(text => !values.includes(text.toLowerCase()));
  const unquoted = request.replaceAll(QUOTED, ' ');
  const paths = wordsOf(unquoted).filter(word =>
    /[\p{L}\p{N}~][/][\p{L}\p{N}]|^[~/.]+\S*[\p{L}]|\p{L}\.\p{L}/u.test(word),
  );
  // `512 MB` is held as `512M`, a share of a core as its percents: those are judged from the plan's side
  const missing = [...quotes, ...paths.filter(text => !held(text))][0];
  const numbers = steps.some(({ action }) => action === 'set_unit_limits') ? [] : numbersOf(unquoted);
  return missing ?? numbers.find(number => !held(number));
}

/** two things are wanted, and the plan is one that holds nothing twice */
function halfOf(steps: readonly Step[], request: string, catalog: Catalog): string | undefined {
  if (steps.length > 1 || !LINK.test(request.replaceAll(QUOTED, ' '))) return undefined;
  const [step] = steps;
  const required = catalog.actions.find(({ name }) => name === step?.action)?.params.required ?? [];
  const more = Object.entries(step ?? {}).some(
    ([name, value]) =>
      (name !== 'action' && !required.includes(name)) || (name !== 'argv' && Array.isArray(value) && value.length > 1),
  );
  return more ? undefined : 'what stands behind an and';
}

function quotesOf(request: string): string[] {
  return Array.from(request.matchAll(QUOTED), match => match[2] ?? '');
}

function numbersOf(request: string): string[] {
  return Array.from(request.matchAll(/(?<![\p{L}\p{N}._/-])-?\d+(?![\p{L}\p{N}_/]|\.\d)/gu), ([number]) => number);
}

function wordsOf(request: string): string[] {
  return request
    .split(/\s+/)
    .map(word => word.replace(/^["'“”„(]+|["'“”),;:?!.]+$/gu, ''))
    .filter(word => word !== '');
}
