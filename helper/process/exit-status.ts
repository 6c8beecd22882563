import { BusUnavailable } from '../bus/wire.js';

// of sysexits.h: a service that this one needs is not there. the unit tells it from every other failure
const UNAVAILABLE = 69;

/** what the process says at its end; a bus that went away says nothing against the program or its snapshot */
export function exitStatusOf(error: unknown): number {
  if (error === undefined) return 0;
  return error instanceof BusUnavailable ? UNAVAILABLE : 1;
}
