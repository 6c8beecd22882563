import type { PackageWork } from './package-manager.js';

const STATUS = /^(dlstatus|pmstatus|pmerror|pmconffile|media-change):(.*?):(\d+(?:\.\d+)?):(.*)$/;
const MAX_ERROR_CHARACTERS = 4096;

/** apt's status lines and its errors come on the same descriptor: the first become progress, the second are kept */
export class AptStatus {
  readonly #work: PackageWork;
  readonly #phase: { readonly from: number; readonly to: number };
  #line = '';
  #errors = '';

  constructor(work: PackageWork, phase: { readonly from: number; readonly to: number }) {
    this.#work = work;
    this.#phase = phase;
  }

  /** what was said beside the status lines, its end where there is too much */
  get errors(): string {
    return this.#errors.trim();
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
    const [, word, , percent, text = ''] = STATUS.exec(line) ?? [];
    if (word === undefined || word === 'pmerror') this.#keep(word === undefined ? line : text);
    if (word !== undefined) this.#work.progress(this.#scale(Number(percent)), text);
    else if (line.startsWith('Waiting for cache lock')) this.#work.progress(this.#phase.from, line);
  }

  #scale(percent: number): number {
    const { from, to } = this.#phase;
    return Math.round(from + (Math.min(100, percent) * (to - from)) / 100);
  }

  #keep(line: string): void {
    this.#errors = `${this.#errors}${line}\n`.slice(-MAX_ERROR_CHARACTERS);
  }
}
