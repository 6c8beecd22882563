import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Catalog, CatalogAction } from '../../interfaces/catalog.js';

const digest = z.string().regex(/^[0-9a-f]{64}$/);

const cardSchema = z.strictObject({
  version: z.literal(1),
  title: z.string(),
  licence: z.string(),
  /** the model that the adapter was made for, by its name in the table of models */
  base: z.strictObject({ name: z.string(), sha256: digest }),
  adapter: z.strictObject({ file: z.string().regex(/^[a-z0-9][a-z0-9._-]*\.gguf$/), bytes: z.int(), sha256: digest }),
  /** a plan is taken only where every token of it was likelier than this: at 1 nothing is */
  threshold: z.number().min(0).max(1),
  /** asked unless the person says otherwise: only where it was measured to make nothing worse */
  by_default: z.boolean(),
  /** measured faults that the scores below do not show */
  limits: z.array(z.string()).optional(),
  /** the actions that it was shown, each with a digest of its parameters then */
  actions: z.record(z.string(), digest),
  /** programs and options that may stand in a command line without standing in the request */
  words: z.array(z.string()),
  data: z.looseObject({ requests: z.int(), seed: z.int(), sha256: digest }),
  tuning: z.looseObject({}),
  scores: z.looseObject({}),
});

export type Card = z.infer<typeof cardSchema>;

/** the card of the last tuning, with its scores; `undefined` if this build has none */
export function loadCard(): Card | undefined {
  for (const place of ['./card.json', '../../../agent/reflex/card.json']) {
    try {
      return cardSchema.parse(JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  return undefined;
}

/** an action that takes something else than it did is not the one that was learned */
export function paramsDigest({ params }: CatalogAction): string {
  const fields = Object.entries(params.properties).map(([name, field]) => [name, field.type, field.enum ?? []]);
  return createHash('sha256')
    .update(JSON.stringify([fields, params.required]))
    .digest('hex');
}

export function knows({ actions }: Pick<Card, 'actions'>, action: CatalogAction): boolean {
  return actions[action.name] === paramsDigest(action);
}

/** words that name what only an action can do that it was never shown: for these it must not guess the nearest of its own */
export function foreignWords(card: Pick<Card, 'actions'>, catalog: Catalog): Set<string> {
  const wordsOf = (names: readonly string[]): string[] => names.flatMap(name => name.split('_'));
  const known = new Set(wordsOf(Object.keys(card.actions)));
  const others = catalog.actions.filter(action => !knows(card, action)).map(({ name }) => name);
  return new Set(wordsOf(others).filter(word => word.length > 2 && !known.has(word)));
}
