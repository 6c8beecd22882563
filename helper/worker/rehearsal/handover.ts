import { writeSync } from 'node:fs';
import { refusal } from '../errno.js';
import type { Keeper } from './keeper.js';
import type { RehearsalFailure } from './protocol.js';

// from the half that runs as the caller to the half that is root: a kind, a length, so many bytes. root reads no more than
// this at a time, and keeps no more than its own limits, whatever is said
const KINDS = { begin: 0, data: 1, end: 2, reply: 3 } as const;
type Kind = keyof typeof KINDS;

const HEADER_BYTES = 5;
const MAX_PIECE_BYTES = 256 * 1024;
const FD = 1;

/** the caller's half: hands over what is to be kept */
export class HandingKeeper implements Keeper {
  begin(name: string): void {
    send('begin', Buffer.from(name));
  }

  data(piece: Buffer): void {
    for (let at = 0; at < piece.length; at += MAX_PIECE_BYTES) send('data', piece.subarray(at, at + MAX_PIECE_BYTES));
  }

  end(): void {
    send('end', Buffer.alloc(0));
  }
}

/** the last words of the caller's half */
export function sendReply(reply: object): void {
  send('reply', Buffer.from(JSON.stringify(reply)));
}

function send(kind: Kind, body: Buffer): void {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(KINDS[kind]);
  header.writeUInt32BE(body.length, 1);
  const bytes = Buffer.concat([header, body]);
  for (let done = 0; done < bytes.length;) done += writeSync(FD, bytes, done);
}

/** root's half: keeps what is handed over until the last words; throws what they refuse */
export async function receive(stream: AsyncIterable<Buffer>, keeper: Keeper): Promise<void> {
  for await (const { kind, body } of frames(stream)) {
    if (kind === KINDS.reply) return takeReply(body);
    if (kind === KINDS.begin) keeper.begin(body.toString('latin1'));
    else if (kind === KINDS.data) keeper.data(body);
    else if (kind === KINDS.end) keeper.end();
    else break;
  }
  throw refusal('lost', 'the work as the caller ended without an answer');
}

interface Frame {
  readonly kind: number;
  readonly body: Buffer;
}

async function* frames(stream: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of stream) {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    while (rest.length >= HEADER_BYTES) {
      const length = rest.readUInt32BE(1);
      if (length > MAX_PIECE_BYTES) throw refusal('lost', 'the work as the caller gave an answer that makes no sense');
      if (rest.length < HEADER_BYTES + length) break;
      yield { kind: rest.readUInt8(), body: rest.subarray(HEADER_BYTES, HEADER_BYTES + length) };
      rest = rest.subarray(HEADER_BYTES + length);
    }
  }
}

// our own program's words; as the caller it may have been made to say anything, and what it says is checked where it counts
function takeReply(body: Buffer): void {
  const reply: { readonly ok: true } | RehearsalFailure = JSON.parse(body.toString('utf8'));
  if (!reply.ok) throw refusal(String(reply.code).slice(0, 64), String(reply.text).slice(0, 4096));
}
