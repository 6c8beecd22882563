import type { Tier } from './action.js';
import { RUN_PLAN } from './plans/step-text.js';

export const MANAGE_RECORDS: Tier = {
  name: 'manage-records',
  description: "See other people's records",
  message: 'Authentication is required to see what the operator did for other people.',
  defaults: { any: 'auth_admin', inactive: 'auth_admin', active: 'auth_admin' },
};

/** authority that belongs to no action but to the operator itself */
export const SERVICE_TIERS: readonly Tier[] = [MANAGE_RECORDS, RUN_PLAN];
