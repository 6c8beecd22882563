import type { AndOr, Command, For, PipelineNode, Script, Statement, SyntaxNode } from 'unbash';
import { liftCommand, liftRedirect, type Lifted } from './command.js';
import { readCall } from './call.js';
import { hiddenChange, Judge } from './judge.js';
import { lookAt } from './look.js';
import { readScript } from './parse.js';
import { liftPipeline } from './pipeline.js';
import { restOf, type Piece } from './piece.js';
import type { LiftContext, RestPart } from './part.js';
import { LiftState } from './state.js';
import { sourceOf } from './source.js';
import { readWord } from './word.js';
import type { Refusal } from './write.js';

const DEEPEST = 3;
const MOST_WORDS = 32;

/** goes through shell text statement by statement */
export class Lifter {
  readonly #text: string;
  readonly #context: LiftContext;
  readonly #depth: number;

  constructor(text: string, context: LiftContext, depth = 0) {
    this.#text = text;
    this.#context = context;
    this.#depth = depth;
  }

  script(script: Script, state: LiftState): Piece[] {
    // a statement that finds out and the next one that uses it are one look
    const shares = script.commands.length > 1 && /(?:^|[\s;])\w+=|\(\)|\bread\b/.test(this.#text);
    const whole = shares && this.#judge(script, state).refusal === undefined;
    return whole ? [lookAt(script, this.#text, state)] : this.#list(script.commands, state);
  }

  #list(statements: readonly Statement[], state: LiftState): Piece[] {
    const waits = statements.findIndex(({ command }) => command.type === 'While');
    return statements.flatMap((statement, index) => {
      const pieces = this.#statement(statement, state);
      return waits < 0 || index <= waits ? pieces : pieces.map(piece => this.#conditional(piece, 'the loop before it'));
    });
  }

  #statement(statement: Statement, state: LiftState): Piece[] {
    if (statement.background === true) return [this.#rest(statement, { why: 'it runs in the background' })];
    return this.#node(statement.command, state);
  }

  #node(node: PipelineNode | AndOr, state: LiftState): Piece[] {
    switch (node.type) {
      case 'AndOr':
        return this.#andOr(node, state);
      case 'Command':
        return this.#command(node, state);
      case 'Pipeline':
        return this.#lifted(node, liftPipeline(node, state, this.#context), state);
      case 'BraceGroup':
        return this.#list(node.body.commands, state);
      case 'Subshell':
        return this.#list(node.body.commands, new LiftState(this.#context, state));
      case 'For':
        return this.#for(node, state);
      case 'If':
      case 'While':
      case 'Case':
      case 'Select':
      case 'ArithmeticFor':
      case 'ArithmeticCommand':
      case 'TestCommand':
      case 'Redirected':
      case 'Function':
      case 'Coproc':
        return [this.#lookOrRest(node, state)];
    }
  }

  #command(node: Command, state: LiftState): Piece[] {
    const hidden = hiddenChange(node, state);
    if (hidden !== undefined) return [this.#rest(node, hidden)];
    if (node.name === undefined) {
      if (node.redirects.length > 0) return this.#lifted(node, liftRedirect(node, state, this.#context), state);
      state.assign(node.prefix, this.#text);
      return [];
    }
    if (node.name.value === 'export' && node.args.length > 0 && node.args.every(item => item.type === 'Assignment')) {
      state.assign(node.args, this.#text);
      return [];
    }
    const [first] = node.args;
    if (
      node.name.value === 'cd' &&
      node.args.length <= 1 &&
      first?.type !== 'Assignment' &&
      node.redirects.length === 0
    ) {
      state.enter(first);
      return [];
    }
    return this.#inner(node, state) ?? this.#lifted(node, liftCommand(node, state, this.#context), state);
  }

  // `sh -c TEXT` is what `TEXT` is
  #inner(node: Command, state: LiftState): Piece[] | undefined {
    const call = readCall(node, state);
    if ('why' in call || !/^(?:ba|da)?sh$/.test(call.program) || this.#depth >= DEEPEST) return undefined;
    const [option, text, ...more] = call.words;
    const plain = call.redirects.length === 0 && call.variables.length === 0 && more.length === 0;
    if (!plain || option?.known !== true || !/^-[el]*c$/.test(option.text) || text?.known !== true) return undefined;
    const script = readScript(text.text);
    if ('problem' in script) return [this.#rest(node, { why: `inside: ${script.problem}` })];
    const place = new LiftState(this.#context);
    place.cwd = state.cwd;
    return new Lifter(text.text, this.#context, this.#depth + 1).script(script.script, place);
  }

  #andOr(node: AndOr, state: LiftState): Piece[] {
    if (node.operators.includes('||')) return this.#either(node, state);
    const parts: Piece[] = [];
    for (const command of node.commands) {
      const next = this.#node(command, state);
      parts.push(...(parts.some(part => this.#reads(part)) ? next.map(part => this.#conditional(part)) : next));
    }
    const looks = parts.length > 1 && parts.every(part => part.kind === 'look');
    return looks && !this.#text.slice(node.pos, node.end).includes('cd ') ? [this.#lookOrRest(node, state)] : parts;
  }

  // a change behind `&&` hangs on what a look finds, and a plan does not know that
  #conditional(part: Piece, on = 'what the command before it finds'): Piece {
    if (part.kind === 'rest' || this.#reads(part)) return part;
    return restOf(part.source, { why: `whether it runs hangs on ${on}` });
  }

  #reads(part: Piece): boolean {
    if (part.kind !== 'step') return part.kind === 'look';
    return this.#context.catalog.actions.find(({ name }) => name === part.step.action)?.risk.read_only === true;
  }

  #either(node: AndOr, state: LiftState): Piece[] {
    const judged = this.#judge(node, state);
    if (judged.refusal === undefined) return [lookAt(node, this.#text, state)];
    const last = node.commands.at(-1);
    const idle = last?.type === 'Command' && /^(?:true|:|echo|exit)$/.test(last.name?.value ?? '');
    const [left] = node.commands;
    if (!idle || left === undefined || node.commands.length !== 2 || this.#judge(last, state).refusal !== undefined) {
      return [this.#rest(node, { ...judged.refusal, why: 'what runs hangs on how the command before it ends' })];
    }
    return this.#node(left, state);
  }

  #for(node: For, state: LiftState): Piece[] {
    const words = node.wordlist?.map(word => readWord(word, state));
    const judged = this.#judge(node, state);
    const plain = words?.every(word => word.known) === true && words.length <= MOST_WORDS;
    if (judged.refusal === undefined || !plain) return [this.#lookOrRest(node, state)];
    return words.flatMap(word => {
      state.variables.set(node.name.value, word.known ? word.text : undefined);
      return this.#list(node.body.commands, state);
    });
  }

  #lifted(node: PipelineNode, lifted: Lifted | Refusal | undefined, state: LiftState): Piece[] {
    if (lifted !== undefined && !('why' in lifted)) {
      const hidden = hiddenChange(node, state);
      return hidden === undefined ? this.#steps(node, lifted) : [this.#rest(node, hidden)];
    }
    const judged = this.#judge(node, state);
    if (judged.refusal === undefined) return [lookAt(node, this.#text, state)];
    return [this.#rest(node, { ...judged.refusal, ...lifted })];
  }

  #steps(node: SyntaxNode, { steps, rule: why, notes, prepares }: Lifted): Piece[] {
    const source = sourceOf(node, this.#text);
    if (prepares !== undefined) return [{ kind: 'prepare', source, action: prepares, notes }];
    return steps.map(step => ({ kind: 'step', source, step, why, notes }));
  }

  #lookOrRest(node: SyntaxNode, state: LiftState): Piece {
    const { refusal } = this.#judge(node, state);
    return refusal === undefined ? lookAt(node, this.#text, state) : this.#rest(node, refusal);
  }

  #judge(node: SyntaxNode, state: LiftState): Judge {
    const judge = new Judge(state);
    judge.see(node);
    return judge;
  }

  #rest(node: SyntaxNode, refusal: Refusal): RestPart {
    return restOf(sourceOf(node, this.#text), refusal);
  }
}
