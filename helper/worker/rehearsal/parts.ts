import { carryOut, gather, putBack } from './carry-out.js';
import { collect } from './collect.js';
import { asCaller, type Sources } from './delegate.js';
import type { Keeper } from './keeper.js';
import type { PartRequest } from './protocol.js';

/** a part of the work that goes by the rights of whom it is done for: by this process, or by another one as the caller */
export async function delegatePart(request: PartRequest, sources: Sources, keeper: Keeper): Promise<void> {
  if (request.actor.as === 'caller') await asCaller(request, sources, keeper);
  else doPart(request, keeper);
}

export function doPart(request: PartRequest, keeper: Keeper): void {
  if (request.op === 'collect') collect(request, keeper);
  else if (request.op === 'gather') gather(request, keeper);
  else if (request.op === 'carry-out') carryOut(request);
  else putBack(request);
}
