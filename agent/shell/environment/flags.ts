import type { PartialSettings } from './settings.js';

/** as commander hands them over */
export interface RawFlags {
  readonly dryRun?: boolean;
  readonly planOnly?: boolean;
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly ask?: boolean;
  readonly plain?: boolean;
  readonly model?: string;
  readonly file?: string[];
  readonly showPrompt?: boolean;
  readonly explainPlan?: boolean;
  readonly uncagedAgent?: boolean;
  readonly look?: boolean;
  readonly talk?: boolean;
  readonly continue?: boolean;
}

export interface Flags {
  readonly dryRun: boolean;
  readonly planOnly: boolean;
  readonly json: boolean;
  readonly yes: boolean;
  readonly files: readonly string[];
  readonly showPrompt: boolean;
  /** say how the plan came about */
  readonly explainPlan: boolean;
  readonly uncagedAgent: boolean;
  /** look before anything is planned for good */
  readonly look: boolean;
  /** talk without acting */
  readonly talk: boolean;
  /** go on with the last session */
  readonly continued: boolean;
  /** those that settings also have; absent where the flag was not given */
  readonly settings: PartialSettings;
}

export function readFlags(raw: RawFlags): Flags {
  return {
    dryRun: raw.dryRun === true,
    planOnly: raw.planOnly === true,
    json: raw.json === true,
    yes: raw.yes === true,
    files: raw.file ?? [],
    showPrompt: raw.showPrompt === true,
    explainPlan: raw.explainPlan === true,
    uncagedAgent: raw.uncagedAgent === true,
    look: raw.look === true,
    talk: raw.talk === true,
    continued: raw.continue === true,
    settings: {
      ...(raw.model === undefined ? {} : { model: raw.model }),
      ...(raw.ask === undefined ? {} : { ask: raw.ask }),
      ...(raw.plain === undefined ? {} : { plain: raw.plain }),
    },
  };
}

export interface HistoryFlags {
  readonly all?: boolean;
  readonly limit?: number;
  readonly since?: string;
}
