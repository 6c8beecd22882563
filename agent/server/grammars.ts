import type { Llama, LlamaGrammar } from 'node-llama-cpp';
import type { Catalog } from '../../interfaces/catalog.js';
import { SHELL_GRAMMAR } from '../draft/grammar.js';
import { planGrammar } from '../plan/grammar.js';
import type { CompletionRequest } from './completion.js';

/** grammars of the answers that are kept to a form, each made once */
export class Grammars {
  readonly #made = new Map<string, LlamaGrammar>();

  readonly #llama: Promise<Llama>;
  readonly #catalog: Catalog;

  constructor(llama: Promise<Llama>, catalog: Catalog) {
    this.#llama = llama;
    this.#catalog = catalog;
  }

  async of({ plan, shell = false }: CompletionRequest): Promise<LlamaGrammar | undefined> {
    if (!plan && !shell) return undefined;
    const text = shell ? SHELL_GRAMMAR : planGrammar(this.#catalog);
    const known = this.#made.get(text) ?? (await (await this.#llama).createGrammar({ grammar: text }));
    this.#made.set(text, known);
    return known;
  }
}
