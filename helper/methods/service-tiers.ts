import { authenticationTo } from '../call/prompt-texts.js';
import { SERVICE_TIER } from '../../interfaces/names.js';
import type { Tier } from '../call/types.js';
import { CONFIRM_CHANGE } from './confirm-tier.js';
import { RUN_PLAN } from '../plans/plan-prompt.js';
import { APPLY_TIERS, REHEARSE_TIERS } from '../rehearsal/tiers.js';
import { INVERSES } from '../undo/undo-actions.js';
import { FORCE_UNDO } from '../undo/undo-tiers.js';
import { ADMINISTRATOR } from '../call/defaults.js';

export const MANAGE_RECORDS: Tier = {
  name: SERVICE_TIER.manageRecords,
  description: 'See and take back what was done for other people',
  ...authenticationTo('see and take back what the operator did for other people.'),
  defaults: ADMINISTRATOR,
  runsAs: 'root',
  discloses: true,
};

/** authority that belongs to no action but to the operator itself */
export const SERVICE_TIERS: readonly Tier[] = [
  MANAGE_RECORDS,
  RUN_PLAN,
  FORCE_UNDO,
  CONFIRM_CHANGE,
  ...REHEARSE_TIERS,
  ...APPLY_TIERS,
  ...INVERSES.flatMap(({ tiers }) => tiers),
];
