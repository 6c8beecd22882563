import type { Shell } from '../session/shell-session.js';
import type { CallErrorCode } from '../../operator-client/errors.js';
import type { RehearsalJson } from '../terminal/rehearsal-text.js';
import type { StepResult } from './step-result.js';
import { EXIT, type ExitCode } from '../environment/exit-codes.js';

export type StepStatus = 'done' | 'failed' | 'refused' | 'dismissed' | 'skipped';

export interface StepReport {
  readonly action: string;
  readonly status: StepStatus;
  readonly record: string | null;
  readonly exit_status: number | null;
  readonly error: string | null;
  /** all that a rehearsal found, for a step that was rehearsed */
  readonly rehearsal?: RehearsalJson;
}

export interface Outcome {
  readonly reports: readonly StepReport[];
  /** results of the steps that ran, in their order */
  readonly results: readonly StepResult[];
  readonly exitCode: ExitCode;
}

export function skipped(action: string): StepReport {
  return { action, status: 'skipped', record: null, exit_status: null, error: null };
}

/** the one json object of a run */
function runToJson(steps: readonly StepReport[], { say }: Shell['planned']): string {
  return `${JSON.stringify({ version: 1, steps, ...(say === undefined ? {} : { say }) })}\n`;
}

/** status of a step that ended with this error, and the exit code of the run */
export function classifyError(code: CallErrorCode): { status: StepStatus; exitCode: ExitCode } {
  switch (code) {
    case 'not-authorized':
    case 'can-obtain':
      return { status: 'refused', exitCode: EXIT.refusedByPolkit };
    case 'dismissed':
      return { status: 'dismissed', exitCode: EXIT.dismissed };
    case 'not-permitted':
    case 'can-widen':
    case 'invalid-args':
    case 'unknown-method':
    case 'limits-exceeded':
      return { status: 'refused', exitCode: EXIT.outOfBounds };
    case 'no-helper':
    case 'unknown-object':
    case 'unknown-interface':
      return { status: 'failed', exitCode: EXIT.noHelper };
    case 'failed':
    case 'timed-out':
    case 'cancelled':
    case 'audit-failed':
    case 'unknown-property':
    case 'property-read-only':
    case 'lost':
    case 'foreign':
      return { status: 'failed', exitCode: EXIT.failed };
  }
}

/** a script that asked for json gets its one object whatever happened: the body puts in what became of each step */
export async function withJson(
  { flags, screen, planned }: Pick<Shell, 'flags' | 'screen' | 'planned'>,
  body: (reports: StepReport[]) => Promise<ExitCode>,
): Promise<ExitCode> {
  const reports: StepReport[] = [];
  try {
    return await body(reports);
  } finally {
    if (flags.json && !flags.planOnly) await screen.result(runToJson(reports, planned));
  }
}
