import { KeptFiles } from './kept-files.js';
import type { PackageWork } from '../manager.js';

const STATUS = /^(dlstatus|pmstatus|pmerror|pmconffile|media-change):(.*?):(\d+(?:\.\d+)?):(.*)$/;
const WAITING = /^Waiting for cache lock: .* held by (process \d+(?: \([^)]*\))?)/m;
const GIVEN_UP = /^E: Could not get lock .* held by (process \d+(?: \([^)]*\))?)/;
const MAX_ERROR_CHARACTERS = 4096;

/** apt's status lines and its errors come on the same descriptor: the first become progress, the second are kept */
export class AptStatus {
  readonly #work: PackageWork;
  readonly #phase: { readonly from: number; readonly to: number };
  #line = '';
  #errors = '';
  #output = '';
  #holder = '';
  readonly #conffiles = new KeptFiles();

  constructor(work: PackageWork, phase: { readonly from: number; readonly to: number }) {
    this.#work = work;
    this.#phase = phase;
  }

  /** other output than status lines; only its end if it is long */
  get errors(): string {
    return this.#errors.trim();
  }

  /** whom apt waited for, in words, by what it said meanwhile or at the end; empty where it did not have to wait */
  get holder(): string {
    return this.#holder;
  }

  /** configuration files that dpkg kept */
  get kept(): readonly string[] {
    return this.#conffiles.kept;
  }

  /** its ordinary output, which says whom it waits for */
  readOutput(text: string): void {
    const said = this.#output + text;
    this.#output = said.slice(said.lastIndexOf('\n') + 1).slice(-MAX_ERROR_CHARACTERS);
    const holder = WAITING.exec(said)?.[1];
    if (holder === undefined || holder === this.#holder) return;
    this.#holder = holder;
    this.#work.progress(this.#phase.from, `waiting for another package manager: ${holder}`);
  }

  read(text: string): void {
    const lines = (this.#line + text).split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines) this.#readLine(line);
  }

  end(): void {
    if (this.#line !== '') this.#readLine(this.#line);
    this.#line = '';
  }

  #readLine(line: string): void {
    this.#conffiles.read(line);
    const [, word, , percent, text = ''] = STATUS.exec(line) ?? [];
    this.#holder = GIVEN_UP.exec(line)?.[1] ?? this.#holder;
    if (word === undefined || word === 'pmerror') this.#keep(word === undefined ? line : `dpkg: error: ${text.trim()}`);
    if (word !== undefined) this.#work.progress(this.#scale(Number(percent)), text);
  }

  #scale(percent: number): number {
    const { from, to } = this.#phase;
    return Math.round(from + (Math.min(100, percent) * (to - from)) / 100);
  }

  #keep(line: string): void {
    this.#errors = `${this.#errors}${line}\n`.slice(-MAX_ERROR_CHARACTERS);
  }
}
