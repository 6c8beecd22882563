import type { UnitRequest, UnitStarter } from '../system/units/unit-starter.js';

/** puts on record, once for each call, that root looks at something before anybody is asked */
export function noteRootUnits(units: UnitStarter, note: () => Promise<void>): UnitStarter {
  let noted: Promise<void> | undefined;
  return {
    start: async request => {
      if (isRoots(request)) await (noted ??= note());
      return await units.start(request);
    },
  };
}

function isRoots({ properties }: UnitRequest): boolean {
  return !properties.some(([name]) => name === 'User' || name === 'DynamicUser');
}
