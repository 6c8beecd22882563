import { refusal } from './errno.js';
import { asLines } from './addition.js';
import { digestContent, readSpan } from './content.js';
import { factsOf, sameIdentity, sameObject } from './facts.js';
import { appendContent, cutContent } from './in-place.js';
import { putContent, removeName } from './replace.js';
import { walk, type PinnedPath } from './pinned-path.js';
import type {
  AppendRequest,
  CutRequest,
  DeleteReply,
  DeleteRequest,
  WorkerFacts,
  InspectRequest,
  ReadReply,
  ReadRequest,
  WriteReply,
  WriteRequest,
} from './protocol.js';

/** an object that was reported, and what it was reported as */
export interface Pinned {
  readonly request: InspectRequest;
  readonly walk: PinnedPath;
  readonly facts: WorkerFacts;
}

export type ActRequest = ReadRequest | WriteRequest | AppendRequest | CutRequest | DeleteRequest;

// true unless this worker is root: root opens no directory that another user may change
export const trusting = process.getuid?.() !== 0;

/** acts on the object that was reported, after the same walk once more: the descriptors of this one are what is used */
export function act(request: ActRequest, pinned: Pinned): ReadReply | WriteReply | DeleteReply {
  const found = walk(pinned.facts.path, trusting);
  try {
    const now = { request: pinned.request, walk: found, facts: factsOf(found, pinned.request) };
    return perform(request, pinned, now);
  } finally {
    found.close();
  }
}

function perform(request: ActRequest, before: Pinned, now: Pinned): ReadReply | WriteReply | DeleteReply {
  switch (request.op) {
    case 'read':
      return read(request, before, now);
    case 'write':
      return write(request, before, now);
    case 'append':
      return append(request, before, now);
    case 'cut':
      refuseChanged(before, now);
      cutContent(descriptorOf(now), request.size);
      return { ok: true };
    case 'delete':
      refuseChanged(before, now);
      if (!isFit(now.facts)) throw refusal('unfit', 'not a file to delete');
      removeName(now.walk);
      return { ok: true };
  }
}

export function isFit(facts: WorkerFacts): boolean {
  return facts.kind === 'file' && facts.local && !facts.denied;
}

function refuseChanged(before: Pinned, now: Pinned): void {
  if (!sameObject(before.facts, now.facts)) throw refusal('changed', 'the file or the way to it changed meanwhile');
}

function descriptorOf({ facts, walk: { fd } }: Pinned): number {
  if (!isFit(facts) || fd === undefined) throw refusal('unfit', 'not a regular file');
  return fd;
}

// a file that grew since the inspection, such as a log, may be read; another object may not
function read({ offset, limit, digest }: ReadRequest, before: Pinned, now: Pinned): ReadReply {
  if (!sameIdentity(before.facts, now.facts)) throw refusal('changed', 'the path leads to another object now');
  const fd = descriptorOf(now);
  const { slice, size } = readSpan(fd, offset, limit);
  const sha256 = digest === true ? digestContent(fd, before.request.maxBytes) : '';
  return { ok: true, data: slice.toString('base64'), size, sha256 };
}

function write({ content, mode, owner, token }: WriteRequest, before: Pinned, now: Pinned): WriteReply {
  refuseChanged(before, now);
  assertRegularFile(now.facts);
  const fresh = Buffer.from(content, 'base64');
  putContent(now.walk, { content: fresh, token, mode, owner });
  return { ok: true, bytes: fresh.length, created: now.walk.fd === undefined };
}

// at the end of what is there by then: what others added meanwhile is in nobody's way
function append({ content, lines, mode, token }: AppendRequest, before: Pinned, now: Pinned): WriteReply {
  if (!sameIdentity(before.facts, now.facts)) throw refusal('changed', 'the path leads to another object now');
  assertRegularFile(now.facts);
  const fresh = Buffer.from(content, 'base64');
  if (now.walk.fd !== undefined)
    return { ok: true, bytes: appendContent(now.walk.fd, { content: fresh, lines, mode }), created: false };
  const whole = lines ? asLines(Buffer.alloc(0), fresh) : fresh;
  putContent(now.walk, { content: whole, token, mode });
  return { ok: true, bytes: whole.length, created: true };
}

function assertRegularFile(facts: WorkerFacts): void {
  if (!facts.local || facts.denied || !(facts.kind === 'missing' || isFit(facts)))
    throw refusal('unfit', 'not a file to write');
  if (facts.nlink > 1) throw refusal('unfit', 'the file has other names (hard links)');
  if ((facts.mode & 0o6000) !== 0) throw refusal('unfit', 'the file is set-user-id or set-group-id');
}
