import { authenticationTo } from '../call/prompt-texts.js';
import { SERVICE_TIER } from '../../interfaces/names.js';
import type { Tier } from '../call/types.js';
import { ADMINISTRATOR } from '../call/defaults.js';

export const FORCE_UNDO: Tier = {
  name: SERVICE_TIER.forceUndo,
  description: 'Take back what the operator did, whatever has changed since',
  ...authenticationTo('take back record $(display_record) by force, whatever has changed since: $(step1)'),
  defaults: ADMINISTRATOR,
  runsAs: 'root',
};
