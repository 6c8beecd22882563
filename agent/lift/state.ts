import { posix } from 'node:path';
import type { Command, Word } from 'unbash';
import type { ProcessLookup, LiftReader } from './call.js';
import type { LiftContext } from './part.js';
import { readWord } from './word.js';

/** state that earlier commands of the text leave for later ones */
export class LiftState implements LiftReader {
  readonly home: string;
  readonly user: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly processes: ProcessLookup | undefined;
  readonly variables: Map<string, string | undefined>;
  /** the text of each assignment, for a look that needs it */
  readonly assigned: string[];
  cwd: string | undefined;

  constructor(context: LiftContext, from?: LiftState) {
    this.home = context.home;
    this.user = context.user;
    this.outputs = context.outputs ?? {};
    this.processes = context.processes;
    this.cwd = from === undefined ? context.cwd : from.cwd;
    this.variables = new Map(from?.variables);
    this.assigned = [...(from?.assigned ?? [])];
  }

  /** as `cd` does */
  enter(word: Word | undefined): void {
    const text = word === undefined ? { known: true as const, text: this.home } : readWord(word, this);
    const known = text.known && text.text !== '-' && (text.text.startsWith('/') || this.cwd !== undefined);
    this.cwd = known ? posix.resolve(this.cwd ?? '/', text.text) : undefined;
  }

  /** as a command does that only assigns */
  assign(items: Command['prefix'] | Command['args'], text: string): void {
    for (const item of items) {
      if (item.type !== 'Assignment') continue;
      const plain = item.value.type === 'Word' && item.append !== true && item.index === undefined;
      const value = plain && item.value.type === 'Word' ? readWord(item.value, this) : undefined;
      this.variables.set(item.name, value?.known === true ? value.text : undefined);
      this.assigned.push(text.slice(item.pos, item.end));
    }
  }
}
