import type { Field } from '../interfaces/contract.js';

/** true for a field whose values have an end, as all that a caller sends must */
export function isBounded(field: Field): boolean {
  if (field.type === 'string') return isBoundedText(field);
  if (field.type === 'integer') return field.minimum !== undefined && field.maximum !== undefined;
  if (field.type === 'array') return field.maxItems !== undefined && isBoundedItem(field.items);
  return true;
}

function isBoundedItem(items: Field['items']): boolean {
  return items !== undefined && (items.type !== 'string' || isBoundedText(items));
}

function isBoundedText(field: Readonly<Record<string, unknown>>): boolean {
  if (Array.isArray(field['enum']) || typeof field['maxLength'] === 'number') return true;
  return typeof field['pattern'] === 'string' && /^\^(?:[^*+]|\[[^\]]*\])*\$$/.test(field['pattern']);
}
