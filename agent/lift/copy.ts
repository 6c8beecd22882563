import { forEachChild, type Command, type SyntaxNode } from 'unbash';
import { scriptWord } from '../../interfaces/shell-word.js';
import { readCall, type LiftReader } from './call.js';
import { behindOptions, needsBash } from './judge.js';
import { readScript, type ParsedScript } from './parse.js';
import type { LiftContext } from './part.js';
import { actsLive, isLivePlace, showsLive, waits, wantsNetwork } from './running-system.js';
import { LiftState } from './state.js';
import { readWord, type Text } from './word.js';
import type { Refusal } from './write.js';

const DEEPEST = 4;
const RUNNERS = new Set(['xargs', 'timeout', 'nice', 'ionice', 'stdbuf', 'nohup', 'setsid', 'time', 'exec', 'command']);
const OTHER_USERS = /^(?:su|runuser|newgrp|sg|login|passwd|chsh|chfn)$/;
const SHELLS = /^(?:ba|da|z|k)?sh$/;

/** shell text that a copy of the machine can show in full */
export interface CopyScript {
  /** for `/bin/sh`, without `sudo` */
  readonly script: string;
  readonly elevated: boolean;
  /** names of files that it spells, as they are written */
  readonly files: readonly string[];
}

/** reads shell text for a copy of the machine; a refusal where the copy would only pretend to do it */
export function copyText(text: string, context: LiftContext): CopyScript | Refusal {
  const parsed = readScript(text);
  return 'problem' in parsed ? { why: parsed.problem } : copyParsed(parsed, context);
}

function copyParsed({ text, script }: ParsedScript, context: LiftContext): CopyScript | Refusal {
  const reading = new CopyReader(new LiftState(context));
  reading.see(script);
  if (reading.refusal !== undefined) return reading.refusal;
  const plain = without(text, reading.cuts).trim();
  return {
    script: reading.bash ? `exec bash -c ${scriptWord(plain)}` : plain,
    elevated: reading.cuts.length > 0,
    files: Array.from(reading.files),
  };
}

class CopyReader {
  readonly cuts: (readonly [number, number])[] = [];
  readonly files = new Set<string>();
  bash = false;
  refusal: Refusal | undefined;
  readonly #reader: LiftReader;
  readonly #depth: number;
  #backticks = false;

  constructor(reader: LiftReader, depth = 0) {
    this.#reader = reader;
    this.#depth = depth;
  }

  see(node: SyntaxNode): void {
    if (this.refusal !== undefined) return;
    if (needsBash(node)) this.bash = true;
    if ((node.type === 'Statement' && node.background === true) || node.type === 'Coproc') {
      this.refusal = { why: 'it runs in the background' };
      return;
    }
    if (node.type === 'Word') this.#seeFile(readWord(node, this.#reader));
    if (node.type === 'Command' && node.name !== undefined) this.#seeCommand(node);
    const outside = this.#backticks;
    // positions inside backticks are those of another text
    if (node.type === 'Script' && node.source !== undefined) this.#backticks = true;
    forEachChild(node, child => this.see(child));
    this.#backticks = outside;
  }

  #seeFile(word: Text): void {
    if (!word.known) return;
    const path = word.text.replace(/^[\w-]+=/, '');
    if (isLivePlace(path)) this.#refuse(`${path} is a part of the running system`, true);
    if (isFileName(path)) this.files.add(path);
  }

  #seeCommand(command: Command): void {
    const call = readCall(command, this.#reader);
    if ('why' in call) {
      this.refusal ??= call;
      return;
    }
    this.#seeProgram(call.program, call.words);
    if (!call.elevated || command.name === undefined) return;
    if (this.#backticks || this.#depth > 0) this.#refuse('sudo inside other text is not understood');
    else this.cuts.push([command.name.pos, call.from]);
  }

  #seeProgram(program: string, words: readonly Text[]): void {
    const name = program.split('/').at(-1) ?? '';
    if (actsLive(name)) this.#refuse(`${name} acts on the running system`, true);
    else if (showsLive(name)) this.#refuse(`${name} shows the running system, which is another one in a copy`, true);
    else if (waits(name)) this.#refuse(`${name} waits, and a rehearsal is about now`, true);
    else if (wantsNetwork(name, words)) this.#refuse(`${name} needs the network, and there is none in a rehearsal`);
    else if (OTHER_USERS.test(name)) this.#refuse(`${name} asks who somebody is, which nothing does in a copy`);
    else if (name === 'eval') this.#refuse('a program inside is only known when it runs');
    else if (RUNNERS.has(name)) this.#seeBehind(behindOptions(words));
    else if (name === 'find') this.#seeFind(words);
    else if (SHELLS.test(name)) this.#seeShell(words);
  }

  #seeFind(words: readonly Text[]): void {
    for (const [index, word] of words.entries()) {
      if (word.known && /^-(?:exec|ok)(?:dir)?$/.test(word.text)) this.#seeBehind(words.slice(index + 1));
    }
  }

  #seeBehind([name, ...words]: readonly Text[]): void {
    if (name === undefined) return;
    if (!name.known) this.#refuse('a program inside is only known when it runs');
    else if (/^(?:sudo|doas|pkexec)$/.test(name.text)) this.#refuse('sudo inside other text is not understood');
    else this.#seeProgram(name.text, words);
  }

  // a script in a file is read by the copy itself, which runs no program of the running system
  #seeShell([option, text]: readonly Text[]): void {
    if (option?.known !== true || !/^-[elux]*c$/.test(option.text)) return;
    const inner = text?.known === true && this.#depth < DEEPEST ? readScript(text.text) : undefined;
    if (inner === undefined || 'problem' in inner) {
      this.#refuse('the script inside is not understood');
      return;
    }
    const reading = new CopyReader(this.#reader, this.#depth + 1);
    reading.see(inner.script);
    this.refusal ??= reading.refusal;
    for (const file of reading.files) this.files.add(file);
  }

  #refuse(why: string, live = false): void {
    this.refusal ??= { why, ...(live && { live: true }) };
  }
}

// a name with an ending, or a path: other words are options, patterns and subcommands
function isFileName(word: string): boolean {
  return /^[\p{L}\d_@%+=:,.~/ -]{2,}$/u.test(word) && /^(?:~?\/|\.\.?\/)|[\p{L}\d]\.[A-Za-z][\w-]{0,7}$/u.test(word);
}

function without(text: string, cuts: readonly (readonly [number, number])[]): string {
  const ordered = cuts.toSorted(([one], [other]) => other - one);
  return ordered.reduce((left, [from, to]) => left.slice(0, from) + left.slice(to), text);
}
