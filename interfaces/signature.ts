import type { Field, ObjectSchema } from './contract.js';

/** a value with its d-bus signature: what a variant carries, before any library sees it */
export interface Tagged {
  readonly signature: string;
  readonly value: unknown;
}

export type Dict = Readonly<Record<string, Tagged>>;

/** a text as a variant carries it */
export function variant(value: string): Tagged {
  return { signature: 's', value };
}

/** d-bus type of one field of the json schema subset; throws on anything outside it */
export function fieldSignature(name: string, field: Field): string {
  if (field.type === 'string') return 's';
  if (field.type === 'boolean') return 'b';
  if (field.type === 'integer') return integerSignature(name, field);
  if (field.items?.type === 'string') return 'as';
  if (field.items?.type === 'object') return 'aa{sv}';
  throw new TypeError(`${name}: arrays hold strings or flat objects`);
}

function integerSignature(name: string, field: Field): string {
  const { minimum, maximum } = field;
  if (minimum === undefined || maximum === undefined) throw new TypeError(`${name}: an integer needs both bounds`);
  if (minimum >= 0 && maximum <= 0xffffffff) return 'u';
  if (minimum >= -0x80000000 && maximum <= 0x7fffffff) return 'i';
  if (Number.isSafeInteger(minimum) && Number.isSafeInteger(maximum)) return 'x';
  throw new TypeError(`${name}: an integer of more than 53 bits does not travel`);
}

export interface Argument {
  readonly name: string;
  readonly signature: string;
  readonly description: string;
}

/** required fields in declaration order; the trailing `a{sv}` is not among them */
export function positionalArguments(schema: ObjectSchema): Argument[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties)
    .filter(([name]) => required.has(name))
    .map(([name, field]) => ({ name, signature: fieldSignature(name, field), description: field.description }));
}

export function optionalArguments(schema: ObjectSchema): Argument[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties)
    .filter(([name]) => !required.has(name))
    .map(([name, field]) => ({ name, signature: fieldSignature(name, field), description: field.description }));
}

/** signature of a whole body: the positional arguments, then `a{sv}` */
export function bodySignature(schema: ObjectSchema): string {
  return positionalArguments(schema)
    .map(argument => argument.signature)
    .concat('a{sv}')
    .join('');
}

/** named values to a body; keys that the schema does not know go to the trailing dictionary as `extra` gives them */
export function encodeBody(
  schema: ObjectSchema,
  values: Readonly<Record<string, unknown>>,
  extra: Dict = {},
): unknown[] {
  const body: unknown[] = positionalArguments(schema).map(({ name, signature }) =>
    encodeValue(signature, values[name]),
  );
  const dict: Record<string, Tagged> = { ...extra };
  for (const { name, signature } of optionalArguments(schema)) {
    if (values[name] !== undefined) dict[name] = { signature, value: encodeValue(signature, values[name]) };
  }
  return [...body, dict];
}

/** a body back to named values; optional ones with a wrong signature are kept, and refused by zod later */
export function decodeBody(
  schema: ObjectSchema,
  body: readonly unknown[],
): { values: Record<string, unknown>; dict: Dict } {
  const values: Record<string, unknown> = {};
  const positional = positionalArguments(schema);
  positional.forEach(({ name, signature }, index) => {
    values[name] = decodeValue(signature, body[index]);
  });
  const dict = toDict(body[positional.length]);
  const optional = new Map(optionalArguments(schema).map(argument => [argument.name, argument.signature]));
  const rest = emptyDict();
  for (const [name, tagged] of Object.entries(dict)) {
    if (optional.has(name)) values[name] = decodeValue(tagged.signature, tagged.value);
    else rest[name] = tagged;
  }
  return { values, dict: rest };
}

function encodeValue(signature: string, value: unknown): unknown {
  if (signature === 'x' && typeof value === 'number') return BigInt(value);
  if (signature !== 'aa{sv}') return value;
  return Array.isArray(value) ? value.map(encodeRow) : [];
}

function encodeRow(row: unknown): Dict {
  const dict: Record<string, Tagged> = {};
  for (const [key, value] of Object.entries(Object(row))) {
    if (value !== undefined) dict[key] = { signature: scalarSignature(value), value };
  }
  return dict;
}

function scalarSignature(value: unknown): string {
  if (typeof value === 'string') return 's';
  if (typeof value === 'boolean') return 'b';
  if (typeof value === 'number' && Number.isInteger(value)) return value >= 0 ? 'u' : 'i';
  if (Array.isArray(value)) return 'as';
  throw new TypeError('a row holds strings, booleans and 32 bit integers');
}

function decodeValue(signature: string, value: unknown): unknown {
  // any integer type may be sent: a schema has its bounds, and a number that rounds is far beyond them
  if (typeof value === 'bigint') return Number(value);
  if (signature !== 'aa{sv}' || !Array.isArray(value)) return value;
  return value.map(row => Object.fromEntries(Object.entries(toDict(row)).map(([key, tagged]) => [key, tagged.value])));
}

// a key of a stranger may be `__proto__`: without a prototype it is a key like any other, and refused as one
function emptyDict(): Record<string, Tagged> {
  return Object.create(null);
}

function toDict(value: unknown): Dict {
  const dict = emptyDict();
  for (const [key, tagged] of Object.entries(Object(value))) {
    if (isTagged(tagged)) dict[key] = tagged;
  }
  return dict;
}

/** dbus-next's own variant has the same two fields, so it passes as one */
export function isTagged(value: unknown): value is Tagged {
  return (
    typeof value === 'object' &&
    value !== null &&
    'signature' in value &&
    'value' in value &&
    typeof value.signature === 'string'
  );
}
