import type { Catalog, CatalogAction } from '../../interfaces/catalog.js';
import type { Field } from '../../interfaces/contract.js';
import { isPath, itemField } from './field-schemas.js';
import { patternToGbnf } from './regex-to-gbnf.js';
import { MAX_STEPS } from '../../interfaces/display-limits.js';

// no whitespace anywhere and no tail of newlines: each alternative that the grammar leaves open is a token that the model
// may spend, and each token is a twentieth of a second
const SHARED = [
  'string ::= "\\"" char* "\\""',
  'char ::= [^"\\\\\\x00-\\x1F\\x7F] | "\\\\" ( ["\\\\/bfnrt] | "u" hex hex hex hex )',
  'hex ::= [0-9a-fA-F]',
  'integer ::= "-"? ( "0" | [1-9] [0-9]{0,9} )',
  'boolean ::= "true" | "false"',
];

const LONGEST_LIST = 32;

/** our own gbnf of a plan: keys in a fixed order, optional ones really optional, `say` only where there is no step */
export function planGrammar(catalog: Catalog): string {
  const listed = catalog.actions.filter(action => action.unlisted !== true);
  const rules = listed.flatMap(action => [...itemRules(action), `${ruleName(action.name)} ::= ${stepRule(action)}`]);
  return [
    `root ::= "{" ( "\\"steps\\":[" ( "],\\"say\\":" string | steps ) | "\\"look\\":true,\\"steps\\":[" steps ) "}"`,
    `steps ::= step ( "," step ){0,${MAX_STEPS - 1}} "]"`,
    `step ::= ${listed.map(action => ruleName(action.name)).join(' | ')}`,
    ...rules,
    ...SHARED,
    '',
  ].join('\n');
}

function ruleName(...words: string[]): string {
  return ['step', ...words].join('-').replaceAll('_', '-');
}

function stepRule({ name, params }: CatalogAction): string {
  const required = new Set(params.required);
  const fields = Object.entries(params.properties);
  const member = ([key, field]: [string, Field]): string => `${literal(`,"${key}":`)} ${valueRule(name, key, field)}`;
  const fixed = fields.filter(([key]) => required.has(key)).map(member);
  const optional = fields.filter(([key]) => !required.has(key)).map(entry => `( ${member(entry)} )?`);
  return [literal(`{"action":"${name}"`), ...fixed, ...optional, '"}"'].join(' ');
}

function valueRule(action: string, key: string, field: Field): string {
  if (field.type === 'boolean' || field.type === 'integer') return field.type;
  if (field.type === 'array') return arrayRule(ruleName(action, key), field);
  // a path is written as the person wrote it, whatever the bus demands
  return isPath(field) ? 'string' : stringRule(field);
}

function stringRule(field: Field): string {
  if (field.enum !== undefined) return `( ${field.enum.map(value => literal(JSON.stringify(value))).join(' | ')} )`;
  const pattern = field.pattern === undefined ? undefined : patternToGbnf(field.pattern);
  return pattern ?? 'string';
}

// a repetition is written out by the parser, which refuses a long one of anything that is not a single rule
function itemRules({ name, params }: CatalogAction): string[] {
  return Object.entries(params.properties)
    .filter(([, field]) => field.type === 'array')
    .map(([key, field]) => {
      const items = itemField(field);
      return `${ruleName(name, key)} ::= ${items === undefined ? 'string' : stringRule(items)}`;
    });
}

function arrayRule(item: string, field: Field): string {
  const more = `( "," ${item} ){0,${Math.min(field.maxItems ?? LONGEST_LIST, LONGEST_LIST) - 1}}`;
  const full = `${item} ${more}`;
  return (field.minItems ?? 0) > 0 ? `"[" ${full} "]"` : `"[" ( ${full} )? "]"`;
}

function literal(text: string): string {
  return JSON.stringify(text);
}
