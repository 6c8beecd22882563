import { GROWING } from './schema.js';

export type Table = Readonly<Record<string, unknown>>;

/** `later` over `earlier`: tables key by key, deny lists joined, everything else replaced */
export function mergeTables(earlier: Table, later: Table, prefix = ''): Table {
  const merged: Record<string, unknown> = { ...earlier };
  for (const [key, value] of Object.entries(later)) {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    merged[key] = mergeValue(merged[key], value, path);
  }
  return merged;
}

function mergeValue(earlier: unknown, later: unknown, path: string): unknown {
  if (isTable(earlier) && isTable(later)) return mergeTables(earlier, later, path);
  if (GROWING.has(path) && Array.isArray(earlier) && Array.isArray(later)) return [...new Set([...earlier, ...later])];
  return later;
}

export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
