import type { Catalog, CatalogAction, Field } from '../../interfaces/catalog.js';
import { isPath, itemField } from './fields.js';
import { patternToGbnf } from './pattern.js';
import { MAX_STEPS } from './plan.js';

// no whitespace anywhere and no tail of newlines: each alternative that the grammar leaves open is a token that the model
// may spend, and each token is a twentieth of a second
const SHARED = [
  'string ::= "\\"" char* "\\""',
  'char ::= [^"\\\\\\x00-\\x1F\\x7F] | "\\\\" ( ["\\\\/bfnrt] | "u" hex hex hex hex )',
  'hex ::= [0-9a-fA-F]',
  'integer ::= "-"? ( "0" | [1-9] [0-9]{0,9} )',
  'boolean ::= "true" | "false"',
];

/** our own gbnf of a plan: keys in a fixed order, optional ones really optional, `say` only where there is no step */
export function planGrammar(catalog: Catalog): string {
  const rules = catalog.actions.map(action => `${ruleName(action.name)} ::= ${stepRule(action)}`);
  return [
    `root ::= "{\\"steps\\":[" ( "],\\"say\\":" string | step ( "," step ){0,${MAX_STEPS - 1}} "]" ) "}"`,
    `step ::= ${catalog.actions.map(action => ruleName(action.name)).join(' | ')}`,
    ...rules,
    ...SHARED,
    '',
  ].join('\n');
}

function ruleName(action: string): string {
  return `step-${action.replaceAll('_', '-')}`;
}

function stepRule({ name, params }: CatalogAction): string {
  const required = new Set(params.required);
  const fields = Object.entries(params.properties);
  const member = ([key, field]: [string, Field]): string => `${literal(`,"${key}":`)} ${valueRule(key, field)}`;
  const fixed = fields.filter(([key]) => required.has(key)).map(member);
  const optional = fields.filter(([key]) => !required.has(key)).map(entry => `( ${member(entry)} )?`);
  return [literal(`{"action":"${name}"`), ...fixed, ...optional, '"}"'].join(' ');
}

function valueRule(key: string, field: Field): string {
  if (field.type === 'boolean' || field.type === 'integer') return field.type;
  if (field.type === 'array') return arrayRule(field);
  // a path is written as the person wrote it, whatever the bus demands
  return isPath(key) ? 'string' : stringRule(field);
}

function stringRule(field: Field): string {
  if (field.enum !== undefined) return `( ${field.enum.map(value => literal(JSON.stringify(value))).join(' | ')} )`;
  const pattern = field.pattern === undefined ? undefined : patternToGbnf(field.pattern);
  return pattern ?? 'string';
}

function arrayRule(field: Field): string {
  const items = itemField(field);
  const item = items === undefined ? 'string' : stringRule(items);
  const more = `( "," ${item} ){0,${Math.min(field.maxItems ?? 32, 32) - 1}}`;
  const full = `${item} ${more}`;
  return (field.minItems ?? 0) > 0 ? `"[" ${full} "]"` : `"[" ( ${full} )? "]"`;
}

function literal(text: string): string {
  return JSON.stringify(text);
}
