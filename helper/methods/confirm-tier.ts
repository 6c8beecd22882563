import { askedTo } from '../call/prompt-texts.js';
import { SERVICE_TIER } from '../../interfaces/names.js';
import type { Tier } from '../call/types.js';

export const CONFIRM_CHANGE: Tier = {
  name: SERVICE_TIER.confirmChange,
  description: 'Keep a change that would be taken back by itself',
  ...askedTo('keep what record $(display_record) changed.'),
  defaults: { any: 'yes', inactive: 'yes', active: 'yes' },
  runsAs: 'root',
};
