const WINDOW_BYTES = 256 * 1024;
const CHUNK_CHARACTERS = 32 * 1024;

export type Stream = 'stdout' | 'stderr';

/** sends output only as fast as the caller says it reads: one that stops reading would block the bus for everybody */
export class OutputWindow {
  readonly #send: (stream: Stream, data: string) => void;
  #sent = 0;
  #acknowledged = 0;
  #closed: boolean;
  #waiting: (() => void)[] = [];

  /** without a follower all output is dropped at once */
  constructor(send: ((stream: Stream, data: string) => void) | undefined) {
    this.#send = send ?? (() => {});
    this.#closed = send === undefined;
  }

  async write(stream: Stream, text: string): Promise<void> {
    for (const chunk of chunksOf(text)) {
      while (!this.#closed && this.#sent - this.#acknowledged >= WINDOW_BYTES) await this.#room();
      if (this.#closed) return;
      this.#sent += Buffer.byteLength(chunk);
      this.#send(stream, chunk);
    }
  }

  /** `total` bytes of output were read since the job began */
  acknowledge(total: number): void {
    this.#acknowledged = Math.max(this.#acknowledged, Math.min(total, this.#sent));
    this.#wake();
  }

  close(): void {
    this.#closed = true;
    this.#wake();
  }

  #room(): Promise<void> {
    return new Promise(resolve => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

// never cuts a character in two
function* chunksOf(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    let end = Math.min(start + CHUNK_CHARACTERS, text.length);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end -= 1;
    yield text.slice(start, end);
    start = end;
  }
}
