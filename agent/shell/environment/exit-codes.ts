export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  notConfirmed: 3,
  refusedByPolkit: 4,
  dismissed: 5,
  outOfBounds: 6,
  noPlan: 7,
  noModel: 8,
  noHelper: 9,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** ends the run with a code; the message says what to do, and may quote others: it is printed through `displayText` */
export class ShellError extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.name = 'ShellError';
    this.exitCode = exitCode;
  }
}
