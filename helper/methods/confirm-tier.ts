import type { Tier } from '../call/types.js';

export const CONFIRM_CHANGE: Tier = {
  name: 'confirm-change',
  description: 'Keep a change that would be taken back by itself',
  message: 'The operator was asked to keep what record $(display_record) changed.',
  defaults: { any: 'yes', inactive: 'yes', active: 'yes' },
};
