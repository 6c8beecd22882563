export const PLAN_SCHEMA_NAME = 'llmos_plan';
/** maximum number of steps in a plan that a person writes or edits */
export const MAX_OWN_STEPS = 64;

/** one action with its parameters beside the name, as the catalogue spells them */
export interface Step {
  readonly action: string;
  readonly [parameter: string]: unknown;
}

export interface Plan {
  readonly steps: readonly Step[];
  /** an answer in words, only where there is nothing to do */
  readonly say: string;
  /** the results of these steps are wanted before the rest is planned */
  readonly look?: true;
}

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}
