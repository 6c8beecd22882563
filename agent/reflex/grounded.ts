import type { Catalog, CatalogAction } from '../../interfaces/catalog.js';
import { fieldKind, parameterOf, parametersOf } from '../operator-client/action-facts.js';
import { isGrounded } from '../plan/request-checks/grounding.js';
import type { Kind } from '../../interfaces/kinds.js';
import type { Step } from '../plan/plan.js';
import { numbersOf, quotedTexts, withoutQuotes, words } from '../plan/request-checks/request-tokens.js';

// conjunctions that join two requests, in the languages of the tuning
const LINK =
  /(?<![\p{L}\p{N}])(?:and|then|also|plus|und|dann|et|puis|y|luego|e|poi|и|затем|en|oraz)(?![\p{L}\p{N}])|[,;]\s*(?!(?:please|thanks|thank|bitte|ok|would)(?!\p{L}))\p{L}|[和然]|&|\.\s+\p{Lu}/iu;
// a large one is who speaks
const POLISH_AND = /(?<![\p{L}\p{N}])i(?![\p{L}\p{N}])/u;
// a second request behind a conjunction, which a plan of one step cannot cover
const SECOND =
  /\b(?:and|then|also) (?:(?:then|also|please|afterwards) )*(?:restart|start|stop|reload|enable|disable|mask|show|list|tell|print|read|install|remove|uninstall|delete|write|append|kill|end|limit|check|count|search)\b/iu;
const MANNERS = /\b(?:so kind|so good|so nice|go ahead|favou?r) and\b/giu;

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
  const missing = leftOut(steps, request, catalog) ?? halfOf(steps, request, catalog);
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
    const kind = fieldKind(field);
    if (kind === 'argv' && Array.isArray(value)) return !isCommand(value.map(String), action, request, words);
    // a bare name is a service
    const bare = kind === 'unit' && typeof value === 'string' ? value.replace(/\.service$/, '') : value;
    return ![value, bare].some(form => [form].flat().every(item => isGrounded(item, name, action, request)));
  })?.[0];
}

function isCommand(
  argv: readonly string[],
  action: CatalogAction,
  request: string,
  words: ReadonlySet<string>,
): boolean {
  const name = parameterOf(action, 'argv') ?? '';
  return argv.every((word, index) => {
    if (words.has(word)) return true;
    return index > 0 && !word.startsWith('-') && isGrounded(word, name, action, request);
  });
}

/** quotes, paths and numbers of the request that no value of the plan holds */
function leftOut(steps: readonly Step[], request: string, { actions }: Catalog): string | undefined {
  const values = steps.flatMap(step =>
    Object.values(step)
      .flat()
      .map(value => String(value).toLowerCase()),
  );
  const held = (text: string): boolean => values.some(value => value.includes(text.toLowerCase()));
  const quotes = quotedTexts(request).filter(text => !values.includes(text.toLowerCase()));
  const unquoted = withoutQuotes(request);
  const paths = words(unquoted).filter(word =>
    /[\p{L}\p{N}~][/][\p{L}\p{N}]|^[~/.]+\S*[\p{L}]|\p{L}\.\p{L}/u.test(word),
  );
  // `512 MB` is held as `512M`, a share of a core as its percents: those are judged from the plan's side
  const missing = [...quotes, ...paths.filter(text => !held(text))][0];
  const measured = new Set(actions.filter(has('quantity')).map(({ name }) => name));
  const numbers = steps.some(({ action }) => measured.has(action)) ? [] : numbersOf(unquoted);
  return missing ?? numbers.find(number => !held(number));
}

const has =
  (kind: Kind) =>
  (action: CatalogAction): boolean =>
    parametersOf(action, kind).length > 0;

/** two things are wanted, and the plan is one that holds nothing twice */
function halfOf(steps: readonly Step[], request: string, catalog: Catalog): string | undefined {
  const said = withoutQuotes(request).replaceAll(MANNERS, ' ');
  if (steps.length > 1 || !(LINK.test(said) || POLISH_AND.test(said))) return undefined;
  if (SECOND.test(said)) return 'what stands behind an and';
  const [step] = steps;
  const action = catalog.actions.find(({ name }) => name === step?.action);
  const required = action?.params.required ?? [];
  const argv = parameterOf(action, 'argv');
  const more = Object.entries(step ?? {}).some(
    ([name, value]) =>
      (name !== 'action' && !required.includes(name)) || (name !== argv && Array.isArray(value) && value.length > 1),
  );
  return more ? undefined : 'what stands behind an and';
}
