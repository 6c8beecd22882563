import { codeOf, refusal } from './errno.js';
import { readContent } from './content.js';
import { factsOf, sameIdentity, sameObject } from './facts.js';
import { isAliasOf } from './path-patterns.js';
import { readFrame, writeFrame } from './frames.js';
import { putContent, removeName, sweepTemporary } from './replace.js';
import { resolveLinks, walk, type PinnedPath } from './pinned-path.js';
import type {
  DeleteReply,
  Facts,
  InspectReply,
  InspectRequest,
  ReadReply,
  ReadRequest,
  SweepReply,
  SweepRequest,
  WorkerRequest,
  WriteReply,
  WriteRequest,
} from './protocol.js';

interface Pinned {
  readonly request: InspectRequest;
  readonly walk: PinnedPath;
  readonly facts: Facts;
}

// what others may change is looked into as them, never as root
const trusting = process.getuid?.() !== 0;

/** reports first and acts later, over one stream; the object stays pinned in between */
export function serve(fd: number): void {
  let pinned: Pinned | undefined;
  for (let request = readRequest(fd); request !== undefined; request = readRequest(fd)) {
    const current = request;
    const reply = attempt(() => {
      if (current.op === 'sweep') return sweep(current);
      if (current.op !== 'inspect') return act(current, pinned);
      // what was pinned before is let go also where nothing takes its place
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
  return (
    typeof frame === 'object' &&
    frame !== null &&
    'op' in frame &&
    ['inspect', 'read', 'write', 'delete', 'sweep'].includes(String(frame.op))
  );
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
  const found = walkWhole(path, request, trusting);
  const facts = factsOf(found, request);
  if (!request.digest || !facts.readable || found.fd === undefined || !isFit(facts))
    return { request, walk: found, facts };
  const { sha256 } = readContent(found.fd, { offset: 0, limit: 0, maxBytes: request.maxBytes });
  return { request, walk: found, facts: { ...facts, sha256 } };
}

// a way that ends early takes as long as one that goes on: the caller may not see which it is
function walkWhole(path: string, { denied, code }: InspectRequest, trusting: Parameters<typeof walk>[1]): PinnedPath {
  try {
    return walk(path, trusting);
  } catch (error) {
    for (const places of [denied, code]) isAliasOf([], places);
    throw error;
  }
}

function isFit(facts: Facts): boolean {
  return facts.kind === 'file' && facts.local && !facts.denied;
}

function act(request: Exclude<WorkerRequest, InspectRequest | SweepRequest>, pinned: Pinned | undefined) {
  if (!pinned) throw refusal('unfit', 'nothing was inspected');
  if (request.op === 'delete') return remove(pinned);
  return request.op === 'read' ? read(request, pinned) : write(request, pinned);
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

function remove(pinned: Pinned): DeleteReply {
  const now = again(pinned);
  try {
    if (!sameObject(pinned.facts, now.facts)) throw refusal('changed', 'the file or the way to it changed meanwhile');
    if (!isFit(now.facts)) throw refusal('unfit', 'not a file to delete');
    removeName(now.walk);
    return { ok: true };
  } finally {
    now.walk.close();
  }
}

function read({ offset, limit }: ReadRequest, pinned: Pinned): ReadReply {
  const now = again(pinned);
  try {
    // what a log gained meanwhile may be read; another object may not
    if (!sameIdentity(pinned.facts, now.facts)) throw refusal('changed', 'the path leads to another object now');
    if (!isFit(now.facts) || now.walk.fd === undefined) throw refusal('unfit', 'not a regular file that may be read');
    const content = readContent(now.walk.fd, { offset, limit, maxBytes: pinned.request.maxBytes });
    return { ok: true, data: content.slice.toString('base64'), size: content.size, sha256: content.sha256 };
  } finally {
    now.walk.close();
  }
}

function write({ content, append, mode, owner, token }: WriteRequest, pinned: Pinned): WriteReply {
  const now = again(pinned);
  try {
    if (!sameObject(pinned.facts, now.facts)) throw refusal('changed', 'the file or the way to it changed meanwhile');
    const created = now.walk.fd === undefined;
    if (!now.facts.local || now.facts.denied || !(created || isFit(now.facts)))
      throw refusal('unfit', 'not a file to write');
    if (now.facts.nlink > 1) throw refusal('unfit', 'the file has other names (hard links)');
    if ((now.facts.mode & 0o6000) !== 0) throw refusal('unfit', 'the file is set-user-id or set-group-id');
    const fresh = Buffer.from(content, 'base64');
    const whole = append ? Buffer.concat([earlier(now.walk, pinned), fresh]) : fresh;
    putContent(now.walk, { content: whole, token, mode, owner });
    return { ok: true, bytes: fresh.length, created };
  } finally {
    now.walk.close();
  }
}

function earlier(found: PinnedPath, { request, facts }: Pinned): Buffer {
  if (found.fd === undefined) return Buffer.alloc(0);
  const { slice, sha256 } = readContent(found.fd, { offset: 0, limit: request.maxBytes, maxBytes: request.maxBytes });
  if (facts.sha256 !== '' && facts.sha256 !== sha256) throw refusal('changed', 'the content changed meanwhile');
  return slice;
}

// the same walk once more: the descriptors of this one are what is used
function again({ facts, request }: Pinned): Pinned {
  const found = walk(facts.path, trusting);
  return { request, walk: found, facts: factsOf(found, request) };
}
