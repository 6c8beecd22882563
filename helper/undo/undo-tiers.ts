import type { Tier } from '../call/types.js';

export const FORCE_UNDO: Tier = {
  name: 'force-undo',
  description: 'Take back what the operator did, whatever has changed since',
  message:
    'Authentication is required to take back record $(display_record) by force, whatever has changed since: $(step1).',
  defaults: { any: 'auth_admin', inactive: 'auth_admin', active: 'auth_admin' },
};
