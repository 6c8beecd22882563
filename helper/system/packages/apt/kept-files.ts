const QUESTION = /^Configuration file '(.+)'$/;
const ANSWER = /^ ==> (?:Using current old file as you requested|Keeping old config file as default)\.$/;
const MAX_KEPT = 64;

/** files that dpkg left as they were although their package brought others, from the lines it says on standard error */
export class KeptFiles {
  readonly #found = new Set<string>();
  #file = '';

  get kept(): readonly string[] {
    return Array.from(this.#found);
  }

  read(line: string): void {
    this.#file = QUESTION.exec(line)?.[1] ?? this.#file;
    if (!ANSWER.test(line) || this.#file === '' || this.#found.size >= MAX_KEPT) return;
    this.#found.add(this.#file);
    this.#file = '';
  }
}
