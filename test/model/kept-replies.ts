import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findModel } from '../../agent/models/table.js';
import { planGrammar } from '../../agent/plan/grammar.js';
import type { Message } from '../../agent/plan/plan.js';
import { loadCatalog } from '../../interfaces/catalog.js';
import type { Answer } from './ask.js';
import { appendLine, readLines } from './kept-lines.js';

export interface Asked {
  readonly messages: readonly Message[];
  readonly max_tokens: number;
  readonly [key: string]: unknown;
}

export type Ask = (body: Asked) => Promise<Answer>;

interface Kept {
  readonly key: string;
  readonly answer: Answer;
}

/**
 * caches a model's answers by messages and grammar, in one file for each model. at temperature 0 they are repeatable,
 * so a long run may be split, and llmsh's handling of an answer can be judged again without the model
 */
export class KeptReplies {
  private readonly path: string;
  private readonly weights: string;
  private readonly grammar: string;
  private readonly known = new Map<string, Answer>();

  constructor(model: string, free: boolean, fresh: boolean) {
    this.weights = findModel(model)?.sha256 ?? model;
    this.grammar = free ? '' : planGrammar(loadCatalog());
    const name = `build/eval/${model}${free ? '-free' : ''}.replies.jsonl`;
    this.path = fileURLToPath(new URL(`../../../${name}`, import.meta.url));
    if (fresh) rmSync(this.path, { force: true });
    for (const { key, answer } of readLines<Kept>(this.path)) this.known.set(key, answer);
  }

  /** asks only what was not asked before; a refusal is not kept */
  before(ask: Ask): Ask {
    return async body => {
      // the schema beside them is only for models elsewhere, and only a plan depends on the actions
      const { llmos_choices: choices, llmos_grammar: shell, response_format: plan } = body;
      const form = plan === undefined ? [choices, shell] : [this.grammar];
      const said = JSON.stringify([this.weights, body.messages, body.max_tokens, ...form]);
      const key = createHash('sha256').update(said).digest('hex');
      const known = this.known.get(key);
      if (known !== undefined) return known;
      const answer = await ask(body);
      if (answer.status === 200 && answer.errorCode === undefined) this.keep({ key, answer });
      return answer;
    };
  }

  private keep(kept: Kept): void {
    this.known.set(kept.key, kept.answer);
    appendLine(this.path, kept);
  }
}
