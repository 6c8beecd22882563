import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';

const LINE_BYTES = 4096;

/** disk space for the closing lines of what runs: given free when the disk is full */
export class Reserve {
  readonly #path: string;
  #lines = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** makes sure that so many lines can still be written; rejects where the disk has no room for them */
  async hold(lines: number): Promise<void> {
    if (lines <= this.#lines) return;
    const file = await open(this.#path, 'w', 0o600);
    try {
      this.#lines = 0;
      await file.writeFile(randomBytes(lines * LINE_BYTES));
      await file.datasync();
      this.#lines = lines;
    } finally {
      await file.close();
    }
  }

  /** gives the space of all lines back to the disk */
  async free(): Promise<void> {
    this.#lines = 0;
    const file = await open(this.#path, 'w', 0o600);
    await file.close();
  }
}
