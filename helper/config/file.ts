import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TomlError, parse } from 'smol-toml';
import * as z from 'zod';
import { findLine } from './lines.js';
import { isTable, type Table } from './merge.js';
import { settingsPiece } from './schema.js';

// asked before each call: an error only to say that there is no such file costs more than the question
const MAY_MISS = { bigint: true, throwIfNoEntry: false } as const;

/** a bound that could not be read or understood: nothing is allowed until it is mended */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export interface ConfigPlaces {
  /** must be there; everything else may be missing */
  readonly defaults: string;
  readonly file: string;
  readonly directory: string;
}

export const CONFIG_PLACES: ConfigPlaces = {
  defaults: '/usr/lib/llm-os/operator.toml',
  file: '/etc/llm-os/operator.toml',
  directory: '/etc/llm-os/operator.d',
};

/** the files in the order in which they count, the last one most */
export function listConfigFiles({ defaults, file, directory }: ConfigPlaces): string[] {
  const own = orRefuse(() => statSync(file, MAY_MISS)) ? [file] : [];
  return [defaults, ...own, ...listPieces(directory)];
}

/** changes whenever one of the files does, or comes, or goes */
export function stampOf({ defaults, file, directory }: ConfigPlaces): string {
  return [defaults, file, ...listPieces(directory)]
    .map(path => {
      const stats = orRefuse(() => statSync(path, MAY_MISS));
      return `${path} ${stats?.dev} ${stats?.ino} ${stats?.size} ${stats?.mtimeNs} ${stats?.ctimeNs}`;
    })
    .join('\n');
}

function listPieces(directory: string): string[] {
  if (!orRefuse(() => statSync(directory, MAY_MISS))) return [];
  const names = orRefuse(() => readdirSync(directory));
  return names
    .filter(name => name.endsWith('.toml'))
    .toSorted()
    .map(name => join(directory, name));
}

/** one file, each value checked; keys that nobody knows are handed to `warn` and dropped */
export function readConfigFile(file: string, warn: (message: string) => void): Table {
  const text = readText(file);
  const table = parseToml(file, text);
  const parsed = settingsPiece.safeParse(table);
  if (parsed.success) return table;
  const unknown = parsed.error.issues.filter(issue => issue.code === 'unrecognized_keys');
  const wrong = parsed.error.issues.find(issue => issue.code !== 'unrecognized_keys');
  if (wrong) throw new ConfigError(describeWrong(file, text, wrong));
  let known = table;
  for (const { path, keys } of unknown) {
    for (const key of keys) {
      warn(`${file}:${findLine(text, [...path, key])}: unknown key ${[...path, key].join('.')}, ignored`);
      known = without(known, [...path, key]);
    }
  }
  return known;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new ConfigError(`${file}: cannot be read (${why}), so nothing is allowed`);
  }
}

function parseToml(file: string, text: string): Table {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new ConfigError(`${file}:${error.line}: not toml: ${error.message.split('\n')[0] ?? ''}`);
  }
}

function describeWrong(file: string, text: string, { path, message }: z.core.$ZodIssue): string {
  return `${file}:${findLine(text, path)}: ${path.join('.')}: ${message}`;
}

function without(table: Table, [key, ...rest]: readonly PropertyKey[]): Table {
  const name = String(key);
  if (rest.length === 0) return Object.fromEntries(Object.entries(table).filter(([other]) => other !== name));
  const inner = table[name];
  return isTable(inner) ? { ...table, [name]: without(inner, rest) } : table;
}

function orRefuse<T>(look: () => T): T {
  try {
    return look();
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unreadable';
    throw new ConfigError(`the configuration cannot be read: ${why}`);
  }
}
