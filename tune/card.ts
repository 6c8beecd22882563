import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { loadCatalog, type Catalog } from '../interfaces/catalog.js';
import { findModel } from '../agent/models/table.js';
import { paramsDigest, type Card } from '../agent/reflex/card.js';
import { loadTemplates } from './make.js';

export const BASE = 'tiny';

export interface Sources {
  readonly adapter: string;
  /** the requests that it was tuned on, and the seed that made them */
  readonly data: string;
  readonly seed: number;
  /** settings and results that the tuning reported */
  readonly tuning: Record<string, unknown>;
}

/** the card of a fresh adapter before it is scored: none of its plans is used yet */
export function makeCard({ adapter, data, seed, tuning }: Sources): Card {
  const base = findModel(BASE);
  if (base === undefined) throw new Error(`the table of models has no ${BASE}`);
  const catalog = loadCatalog();
  const lines = readFileSync(data, 'utf8').trimEnd().split('\n');
  const kinds = new Map<string, number>();
  for (const line of lines) {
    const { kind }: { kind: string } = JSON.parse(line);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return {
    version: 1,
    title: 'llm-os reflex',
    licence: base.licence,
    base: { name: base.name, sha256: base.sha256 },
    adapter: { file: 'llmos-reflex.gguf', bytes: readFileSync(adapter).length, sha256: sha256Of(adapter) },
    threshold: 1,
    by_default: false,
    actions: shownActions(lines, catalog),
    words: commandWords(),
    data: { requests: lines.length, seed, sha256: sha256Of(data), kinds: Object.fromEntries(kinds) },
    tuning,
    scores: {},
  };
}

function shownActions(lines: readonly string[], catalog: Catalog): Record<string, string> {
  const text = lines.join('\n');
  const shown = catalog.actions.filter(({ name }) => text.includes(`"answer":"${name}`) || text.includes(`\\n${name}`));
  return Object.fromEntries(shown.map(action => [action.name, paramsDigest(action)]));
}

/** fixed words of the command lines in the templates: programs, options, subcommands */
function commandWords(): string[] {
  const commands = [...loadTemplates().values()].flat().flatMap(family => family.do.split('\n'));
  const words = commands.filter(line => line.startsWith('exec ')).flatMap(line => line.split(' ').slice(1));
  return [...new Set(words.filter(word => !word.includes('{')))].toSorted();
}

function sha256Of(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
