import type { Catalog, CatalogAction } from '../../interfaces/catalog.js';
import type { Field } from '../../interfaces/contract.js';
import type { Step } from '../plan/plan.js';

/** the reflex's answer if it makes no plan: the larger model answers instead */
const NOTHING = 'none';

// a word that needs no quotes: it begins neither an option nor a quoted word
const BARE = /^[^\s"+-][^\s"]*$/u;
const WORD = /\s*("(?:[^"\\]|\\.)*"|\S+)/uy;

/**
 * a plan in as few tokens as it can be said in, a line for each step: the action, `+name value` for each optional parameter
 * (`+name` and `-name` where it is yes or no), then the values of the required ones in the order of the catalogue
 */
export function toShort(steps: readonly Step[], catalog: Catalog): string {
  if (steps.length === 0) return NOTHING;
  return steps.map(step => stepToShort(step, actionOf(step.action, catalog))).join('\n');
}

function stepToShort(step: Step, { name, params }: CatalogAction): string {
  const optional = Object.keys(params.properties).filter(key => !params.required.includes(key));
  const options = optional.filter(key => step[key] !== undefined).flatMap(key => optionToShort(key, step[key]));
  return [name, ...options, ...params.required.flatMap(key => valueToShort(step[key]))].join(' ');
}

function optionToShort(key: string, value: unknown): string[] {
  if (typeof value === 'boolean') return [`${value ? '+' : '-'}${key}`];
  return [`+${key}`, ...valueToShort(value)];
}

function valueToShort(value: unknown): string[] {
  if (Array.isArray(value)) return value.map((item, index) => quote(String(item), index > 0));
  return [quote(String(value), false)];
}

// behind the first of a list nothing can be taken for an option
function quote(text: string, behind: boolean): string {
  return BARE.test(behind ? text.replace(/^[+-]/, 'x') : text) ? text : JSON.stringify(text);
}

/** reads it back; nothing is mended: `undefined` where a line is not exactly such a step */
export function fromShort(text: string, catalog: Catalog): Step[] | undefined {
  if (text.trim() === NOTHING) return [];
  const steps = text.split('\n').map(line => stepFromShort(line, catalog));
  return steps.every(step => step !== undefined) ? steps : undefined;
}

function stepFromShort(line: string, catalog: Catalog): Step | undefined {
  const words = wordsOf(line);
  const action = catalog.actions.find(({ name }) => name === words?.[0]?.text);
  if (words === undefined || action === undefined) return undefined;
  // first, as people and the larger model write it
  const given: Record<string, unknown> = { action: action.name };
  const rest = words.slice(1);
  while (rest[0] !== undefined && /^[+-]/.test(rest[0].raw)) {
    const { raw } = rest.splice(0, 1)[0] ?? { raw: '' };
    const key = raw.slice(1);
    const field = action.params.properties[key];
    if (field === undefined || key in given || action.params.required.includes(key)) return undefined;
    given[key] = field.type === 'boolean' ? raw.startsWith('+') : readValue(field, rest);
    if (field.type !== 'boolean' && raw.startsWith('-')) return undefined;
  }
  for (const key of action.params.required) given[key] = readValue(action.params.properties[key], rest);
  const complete = rest.length === 0 && Object.values(given).every(value => value !== undefined);
  return complete ? { ...given, action: action.name } : undefined;
}

// a list takes all that is left
function readValue(field: Field | undefined, rest: { text: string }[]): unknown {
  const taken = rest.splice(0, field?.type === 'array' ? rest.length : 1).map(({ text }) => text);
  const [first] = taken;
  if (first === undefined) return undefined;
  if (field?.type === 'array') return taken;
  if (field?.type === 'integer') return /^-?\d{1,10}$/.test(first) ? Number(first) : undefined;
  return field?.type === 'string' ? first : undefined;
}

function wordsOf(line: string): { raw: string; text: string }[] | undefined {
  const words: { raw: string; text: string }[] = [];
  WORD.lastIndex = 0;
  while (WORD.lastIndex < line.length) {
    const raw = WORD.exec(line)?.[1];
    const text = raw === undefined ? undefined : unquote(raw);
    if (raw === undefined || text === undefined) return undefined;
    words.push({ raw, text });
  }
  return words;
}

function unquote(raw: string): string | undefined {
  if (!raw.startsWith('"')) return raw;
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

function actionOf(name: string, catalog: Catalog): CatalogAction {
  const action = catalog.actions.find(candidate => candidate.name === name);
  if (action === undefined) throw new Error(`there is no action ${name}`);
  return action;
}
