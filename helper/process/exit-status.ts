import { BusUnavailable } from '../bus/wire.js';

// `EX_UNAVAILABLE` of sysexits.h: a required service is missing. the unit handles it apart from other failures
const UNAVAILABLE = 69;

/** exit status of the process; a lost bus connection is no fault of the program or its snapshot */
export function exitStatusOf(error: unknown): number {
  if (error === undefined) return 0;
  return error instanceof BusUnavailable ? UNAVAILABLE : 1;
}
