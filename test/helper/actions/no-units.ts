import type { UnitStarter } from '../../../helper/system/units/unit-starter.js';

/** for what must be decided before anything starts */
export const NO_UNITS: UnitStarter = {
  start: async () => {
    throw new Error('nothing was to be started');
  },
};
