/** calls once when nothing has been asked for so long; being asked anything starts it afresh */
export class IdleTimer {
  private readonly afterMs: number;
  private readonly onElapsed: () => void;
  private timer: NodeJS.Timeout | undefined;

  constructor(afterMs: number, onElapsed: () => void) {
    this.afterMs = afterMs;
    this.onElapsed = onElapsed;
  }

  set(idle: boolean): void {
    clearTimeout(this.timer);
    this.timer = idle ? setTimeout(this.onElapsed, this.afterMs) : undefined;
  }
}
