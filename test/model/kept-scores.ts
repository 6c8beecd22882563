import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { loadCatalog } from '../../interfaces/catalog.js';
import { findModel } from '../../agent/models/table.js';
import { planGrammar } from '../../agent/plan/grammar.js';
import { hintTurns, planPrefix } from '../../agent/plan/prompt.js';
import { requestMessage } from '../../agent/plan/request.js';
import { appendLine, readLines } from './kept-lines.js';
import type { Scenario } from './scenarios.js';
import type { Scored } from './table.js';

interface Kept {
  readonly key: string;
  readonly scored: Scored;
}

/** the latest scores under the same words and grammar, in one file for each model, for comparisons */
export class KeptScores {
  private readonly path: string;
  private readonly catalog = loadCatalog();
  private readonly salt: string;
  private readonly known = new Map<string, Scored>();

  constructor(model: string, free: boolean, fresh: boolean) {
    const { catalog } = this;
    const grammar = free ? '' : planGrammar(catalog);
    this.salt = JSON.stringify([findModel(model)?.sha256 ?? model, planPrefix(catalog), grammar]);
    const name = `build/eval/${model}${free ? '-free' : ''}.jsonl`;
    this.path = fileURLToPath(new URL(`../../../${name}`, import.meta.url));
    if (fresh) rmSync(this.path, { force: true });
    for (const { key, scored } of readLines<Kept>(this.path)) this.known.set(key, scored);
  }

  find(scenario: Scenario): Scored | undefined {
    return this.known.get(this.keyOf(scenario));
  }

  add(scored: Scored): void {
    const kept: Kept = { key: this.keyOf(scored.scenario), scored };
    if (isDeepStrictEqual(this.known.get(kept.key), scored)) return;
    this.known.set(kept.key, scored);
    appendLine(this.path, kept);
  }

  // also what is accepted: another yardstick is another score
  private keyOf(scenario: Scenario): string {
    const { request, facts = {} } = scenario;
    const hints = hintTurns(this.catalog, request);
    const said = JSON.stringify([this.salt, hints, requestMessage({ request, facts }), scenario]);
    return createHash('sha256').update(said).digest('hex');
  }
}
