import { forEachChild, type Command, type SyntaxNode } from 'unbash';
import { readCall, type LiftReader } from './call.js';
import { lookingOf, type Looking } from './looking.js';
import { readScript } from './parse.js';
import type { Need } from './part.js';
import { actsLive } from './running-system.js';
import type { Text } from './word.js';
import { isSilent, type Refusal } from './write.js';

const DEEPEST = 4;

// syntax that the shell of a look does not know, so that bash has to run it
const BASH = new Set<SyntaxNode['type']>([
  'Select',
  'ArithmeticFor',
  'ArithmeticCommand',
  'TestCommand',
  'ProcessSubstitution',
  'AnsiCQuoted',
  'LocaleString',
  'BraceExpansion',
  'ExtendedGlob',
  'ArrayValue',
  'HereString',
  'Replace',
  'Slice',
  'CaseModification',
  'Transform',
]);

/** walks shell text and says whether it only looks; conservative, since a cage that can change nothing holds it anyway */
export class Judge {
  /** places of `sudo` and its like, to be left out */
  readonly cuts: (readonly [number, number])[] = [];
  needs: Need | undefined;
  bash = false;
  /** the first thing found that does more than look */
  refusal: Refusal | undefined;
  readonly #reader: LiftReader;
  readonly #depth: number;
  readonly #functions = new Set<string>();
  #elsewhere = false;

  constructor(reader: LiftReader, depth = 0) {
    this.#reader = reader;
    this.#depth = depth;
  }

  see(node: SyntaxNode): void {
    if (this.refusal !== undefined) return;
    if (needsBash(node)) this.bash = true;
    if (node.type === 'Function') this.#functions.add(node.name.value);
    const why = this.#whyNot(node);
    if (why !== undefined) {
      this.refusal ??= why;
      return;
    }
    if (node.type === 'Command' && node.name !== undefined) this.#seeCommand(node);
    const elsewhere = this.#elsewhere;
    // positions inside backticks are those of another text
    if (node.type === 'Script' && node.source !== undefined) this.#elsewhere = true;
    forEachChild(node, child => this.see(child));
    this.#elsewhere = elsewhere;
  }

  #whyNot(node: SyntaxNode): Refusal | undefined {
    if (node.type === 'Redirect' && !isSilent(node)) return { why: 'it writes what a program prints into a file' };
    if (node.type === 'ProcessSubstitution' && node.operator === '>') return { why: 'it writes into a program' };
    if (node.type === 'Statement' && node.background === true) return { why: 'it runs in the background' };
    return node.type === 'Coproc' ? { why: 'it runs in the background' } : undefined;
  }

  #seeCommand(command: Command): void {
    const call = readCall(command, this.#reader);
    if ('why' in call) {
      this.refusal = call;
      return;
    }
    if (this.#functions.has(call.program)) return;
    this.#seeWords(call.program, call.words);
    if (command.name === undefined || call.from <= command.name.pos) return;
    if (call.elevated && this.#elsewhere) this.refusal ??= { why: 'sudo inside backticks is not understood' };
    if (call.elevated) this.cuts.push([command.name.pos, call.from]);
  }

  #seeWords(program: string, words: readonly Text[]): void {
    const looking = lookingOf(program);
    if (looking === undefined) {
      const live = actsLive(program);
      this.refusal = live
        ? { why: `${program} acts on the running system`, live }
        : { why: `no action does what ${program} does` };
      return;
    }
    if (looking.needs !== undefined) this.needs = looking.needs;
    const changed = changingWord(looking, words);
    if (changed !== undefined) {
      this.refusal = { why: `${program} ${changed} does more than look`, ...(actsLive(program) && { live: true }) };
    } else this.#seeInner(looking, words);
  }

  #seeInner({ runs }: Looking, words: readonly Text[]): void {
    if (runs === 'find') {
      for (const [index, word] of words.entries()) {
        if (word.known && /^-exec(?:dir)?$/.test(word.text)) this.#seeBehind(words.slice(index + 1));
      }
    } else if (runs === 'words') this.#seeBehind(behindOptions(words));
    else if (runs === 'shell') this.#seeText(words);
  }

  #seeBehind([name, ...words]: readonly Text[]): void {
    // without a program, xargs prints
    if (name === undefined) return;
    if (!name.known || this.#depth >= DEEPEST) this.refusal ??= { why: 'a program inside is only known when it runs' };
    else this.#seeWords(name.text.replace(/^\/(?:usr\/)?s?bin\//, ''), words);
  }

  #seeText([option, text]: readonly Text[]): void {
    const given = option?.known === true && option.text === '-c' && text?.known === true ? text.text : undefined;
    const script = given === undefined || this.#depth >= DEEPEST ? undefined : readScript(given);
    if (script === undefined || 'problem' in script) {
      this.refusal ??= {
        why: given === undefined ? 'it runs a script that is not here' : 'the script inside is not understood',
      };
      return;
    }
    const inner = new Judge(this.#reader, this.#depth + 1);
    inner.see(script.script);
    this.refusal ??= inner.cuts.length > 0 ? { why: 'sudo inside a script is not understood' } : inner.refusal;
    this.needs ??= inner.needs;
  }
}

/** changes that a command inside a word, a here-document or a redirection makes: no step would tell of them */
export function hiddenChange(node: SyntaxNode, reader: LiftReader): Refusal | undefined {
  let found: Refusal | undefined;
  forEachChild(node, child => {
    if (found !== undefined) return;
    if (child.type !== 'CommandExpansion' && child.type !== 'ProcessSubstitution') {
      found = hiddenChange(child, reader);
      return;
    }
    const judge = new Judge(reader);
    judge.see(child);
    found = judge.refusal && { ...judge.refusal, why: `inside a word: ${judge.refusal.why}` };
  });
  return found;
}

/** true for syntax that only bash knows */
export function needsBash(node: SyntaxNode): boolean {
  return BASH.has(node.type) || isOfBash(node);
}

function isOfBash(node: SyntaxNode): boolean {
  if (node.type === 'Pipeline')
    return node.operators.includes('|&') || node.prefixes.some(({ type }) => type === 'Time');
  if (node.type !== 'Redirect') return false;
  return node.operator.startsWith('&') || (node.operator === '>&' && !/^[\d-]+$/.test(node.target?.value ?? ''));
}

function changingWord({ changes, only }: Looking, words: readonly Text[]): string | undefined {
  const found = words.find(word => word.known && changes?.test(word.text) === true);
  if (found?.known === true) return found.text;
  if (only === undefined) return undefined;
  const [first] = words.filter(word => !word.known || !word.text.startsWith('-'));
  if (first?.known === false) return 'with words that are only known when it runs';
  const text = first?.text ?? '';
  return only.test(text) ? undefined : text === '' ? 'alone' : text;
}

// options of programs that run another one, with a value in the next word
const VALUED = /^-[InPLdsaEck]$/;

export function behindOptions(words: readonly Text[]): readonly Text[] {
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined || !word.known) return words.slice(at);
    if (VALUED.test(word.text)) at++;
    else if (!word.text.startsWith('-') && !/^\d+(?:\.\d+)?[smhd]?$/.test(word.text)) return words.slice(at);
  }
  return [];
}
