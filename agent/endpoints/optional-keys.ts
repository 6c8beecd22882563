type Json = Readonly<Record<string, unknown>>;

/**
 * the same schema for those who know keys that may be left out: a small model that has to say every key gives a value to
 * each, also where `null` is allowed
 */
export function withOptionalKeys(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withOptionalKeys);
  if (!isObject(schema)) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withOptionalKeys(value)]));
  const { properties } = schema;
  if (!isObject(properties)) return inner;
  const entries = Object.entries(properties);
  const required = entries.filter(([, value]) => !isNullable(value)).map(([key]) => key);
  const kept = entries.map(([key, value]) => [key, withOptionalKeys(withoutNull(value))]);
  return { ...inner, properties: Object.fromEntries(kept), required };
}

// the two ways in which the schema of a plan says `null`
function isNullable(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { type, anyOf } = value;
  return (Array.isArray(type) && type.includes('null')) || (Array.isArray(anyOf) && anyOf.some(isNull));
}

function withoutNull(value: unknown): unknown {
  if (!isObject(value) || !isNullable(value)) return value;
  const { type, anyOf } = value;
  if (Array.isArray(type)) return { ...value, type: type.find(one => one !== 'null') };
  return Array.isArray(anyOf) ? anyOf.find(one => !isNull(one)) : value;
}

function isNull(value: unknown): boolean {
  return isObject(value) && value['type'] === 'null';
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
