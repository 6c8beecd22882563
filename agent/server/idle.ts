/** calls once when nothing has been asked for so long; being asked anything starts it afresh */
export class IdleTimer {
  readonly #afterMs: number;
  readonly #onElapsed: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(afterMs: number, onElapsed: () => void) {
    this.#afterMs = afterMs;
    this.#onElapsed = onElapsed;
  }

  set(idle: boolean): void {
    clearTimeout(this.#timer);
    this.#timer = idle ? setTimeout(this.#onElapsed, this.#afterMs) : undefined;
  }
}
