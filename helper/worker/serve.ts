import { act, isFit, trusting, type ActRequest, type Pinned } from './acts.js';
import { digestContent } from './content.js';
import { codeOf, refusal } from './errno.js';
import { factsOf } from './facts.js';
import { fixedness } from './file-flags.js';
import { isAliasOf, survey } from './path-patterns.js';
import { readFrame, writeFrame } from './frames.js';
import { sweepTemporary } from './replace.js';
import { resolveLinks, walk } from './pinned-path.js';
import type {
  CompareReply,
  CompareRequest,
  InspectReply,
  InspectRequest,
  SweepReply,
  SweepRequest,
  WorkerRequest,
} from './protocol.js';

const OPS = ['inspect', 'read', 'write', 'append', 'cut', 'delete', 'sweep', 'compare'];

/** reports first and acts later, over one stream; the object stays pinned in between */
export function serve(fd: number): void {
  let pinned: Pinned | undefined;
  for (let request = readRequest(fd); request !== undefined; request = readRequest(fd)) {
    const current = request;
    const reply = attempt(() => {
      if (current.op === 'sweep') return sweep(current);
      if (current.op === 'compare') return compare(current);
      if (current.op !== 'inspect') return actOn(current, pinned);
      // releases the previous path first, even if this inspection fails
      pinned?.walk.close();
      pinned = undefined;
      pinned = inspect(current);
      return { ok: true, facts: pinned.facts } satisfies InspectReply;
    });
    writeFrame(fd, reply);
  }
}

// the helper's own words; as root nobody else can speak here
function readRequest(fd: number): WorkerRequest | undefined {
  const frame: unknown = readFrame(fd);
  if (frame === undefined) return undefined;
  if (isRequest(frame)) return frame;
  throw new TypeError('not a request');
}

function isRequest(frame: unknown): frame is WorkerRequest {
  return typeof frame === 'object' && frame !== null && 'op' in frame && OPS.includes(String(frame.op));
}

function attempt<T>(work: () => T): T | { ok: false; code: string; text: string } {
  try {
    return work();
  } catch (error) {
    // messages of system errors hold paths; what crosses is their code
    const text = error instanceof Error && !('syscall' in error) ? error.message : '';
    return { ok: false, code: codeOf(error) || 'internal', text };
  }
}

function inspect(request: InspectRequest): Pinned {
  const path = request.resolve ? resolveLinks(request.path) : request.path;
  const found = walkWhole(path, request);
  const facts = factsOf(found, request);
  const fixed = request.flags && isFit(facts) ? fixedness(found) : 'no';
  const sha256 =
    request.digest && facts.readable && found.fd !== undefined && isFit(facts)
      ? digestContent(found.fd, request.maxBytes)
      : '';
  return { request, walk: found, facts: { ...facts, fixed, sha256 } };
}

// a way that ends early takes as long as one that goes on: the caller may not see which it is
function walkWhole(path: string, { denied, code }: InspectRequest) {
  try {
    return walk(path, trusting);
  } catch (error) {
    for (const places of [denied, code]) isAliasOf([], places);
    throw error;
  }
}

function actOn(request: ActRequest, pinned: Pinned | undefined) {
  if (!pinned) throw refusal('unfit', 'nothing was inspected');
  return act(request, pinned);
}

// a place that cannot be seen might hold the object
function compare({ object, owner, places }: CompareRequest): CompareReply {
  const { objects, whole, crowdedBy } = survey(places);
  return { ok: true, same: objects.has(object) || !whole || crowdedBy.has(owner) };
}

function sweep({ path, token }: SweepRequest): SweepReply {
  const found = walk(path, trusting);
  try {
    sweepTemporary(found, token);
    return { ok: true };
  } finally {
    found.close();
  }
}
