// as much of either end as any model gets, and room to hide a secret that begins further away
const KEPT_BYTES = 128 * 1024;

export interface TextEnds {
  readonly head: string;
  /** empty where `head` is all there is */
  readonly tail: string;
  /** length of the whole */
  readonly bytes: number;
  readonly encoding: Encoding;
}

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** reads to the end whatever its length, and keeps both ends; memory stays flat */
export async function readEnds(
  source: AsyncIterable<string | Uint8Array>,
  onBytes: (bytes: number) => void = () => {},
  kept: number = KEPT_BYTES,
): Promise<TextEnds> {
  const head = Buffer.alloc(kept);
  const ring = new Ring(kept);
  let bytes = 0;
  for await (const piece of source) {
    const chunk = typeof piece === 'string' ? Buffer.from(piece) : view(piece);
    const first = chunk.subarray(0, Math.max(0, kept - bytes));
    first.copy(head, bytes);
    ring.write(chunk.subarray(first.length));
    bytes += chunk.length;
    onBytes(bytes);
  }
  return decodeEnds(head.subarray(0, bytes), ring.bytes(), bytes);
}

// no copy: a gigabyte of them would wait to be collected
function view({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** the latest bytes of many */
class Ring {
  readonly #buffer: Buffer;
  #written = 0;

  constructor(size: number) {
    this.#buffer = Buffer.alloc(size);
  }

  write(chunk: Buffer): void {
    const size = this.#buffer.length;
    const last = chunk.subarray(Math.max(0, chunk.length - size));
    const at = (this.#written + chunk.length - last.length) % size;
    const fits = last.copy(this.#buffer, at);
    last.copy(this.#buffer, 0, fits);
    this.#written += chunk.length;
  }

  bytes(): Buffer {
    const at = this.#written % this.#buffer.length;
    if (this.#written <= this.#buffer.length) return this.#buffer.subarray(0, this.#written);
    return Buffer.concat([this.#buffer.subarray(at), this.#buffer.subarray(0, at)]);
  }
}

function decodeEnds(head: Buffer, tail: Buffer, bytes: number): TextEnds {
  const encoding = encodingOf(head);
  if (head.length + tail.length === bytes) {
    return { head: decode(Buffer.concat([head, tail]), encoding), tail: '', bytes, encoding };
  }
  const begin = startOfCharacter(tail, bytes - tail.length, encoding);
  return {
    head: decode(head.subarray(0, endOfCharacter(head, encoding)), encoding),
    tail: decode(tail.subarray(begin), encoding),
    bytes,
    encoding,
  };
}

function decode(bytes: Uint8Array, encoding: Encoding): string {
  return new TextDecoder(encoding).decode(bytes);
}

// a mark at its start says so; without one, every second byte of western text is 0
function encodingOf(head: Buffer): Encoding {
  if (head.length >= 2 && head.readUInt16BE(0) === 0xfffe) return 'utf-16le';
  if (head.length >= 2 && head.readUInt16BE(0) === 0xfeff) return 'utf-16be';
  const sample = head.subarray(0, 1024);
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = sample.length / 4;
  if (sample.length < 8 || Math.min(even, odd) > sample.length / 32) return 'utf-8';
  if (odd > many) return 'utf-16le';
  return even > many ? 'utf-16be' : 'utf-8';
}

function startOfCharacter(bytes: Buffer, offset: number, encoding: Encoding): number {
  if (encoding !== 'utf-8') return offset % 2;
  let at = 0;
  while (at < 3 && isContinuation(bytes[at])) at++;
  return at;
}

function endOfCharacter(bytes: Buffer, encoding: Encoding): number {
  if (encoding !== 'utf-8') return bytes.length - (bytes.length % 2);
  let at = bytes.length - 1;
  while (at > bytes.length - 4 && isContinuation(bytes[at])) at--;
  const lead = bytes[at] ?? 0;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return at + length > bytes.length ? at : bytes.length;
}

function isContinuation(byte = 0): boolean {
  return (byte & 0xc0) === 0x80;
}

/** so many characters of it, half from either end and at ends of lines where those are near; the rest is counted in its place */
export function cutEnds(
  { head, tail, bytes }: TextEnds,
  characters: number,
): { readonly text: string; readonly cut: boolean } {
  if (tail === '' && head.length <= characters) return { text: head, cut: false };
  const half = Math.floor(characters / 2);
  const first = wholeLines(head.slice(0, half), 'end');
  const end = tail === '' ? head : tail;
  const last = wholeLines(end.slice(end.length - half), 'start');
  const left = bytes - Buffer.byteLength(first) - Buffer.byteLength(last);
  return { text: `${first}\n[… ${left} bytes left out …]\n${last}`, cut: true };
}

// half a line misleads, but a long line is better cut than left out
function wholeLines(text: string, side: 'start' | 'end'): string {
  const at = side === 'end' ? text.lastIndexOf('\n') : text.indexOf('\n') + 1;
  const kept = side === 'end' ? text.slice(0, at) : text.slice(at);
  const whole = at > 0 && kept.length > text.length / 2 ? kept : text;
  // half of a surrogate pair is no character
  return side === 'end' ? whole.replace(/[\uD800-\uDBFF]$/, '') : whole.replace(/^[\uDC00-\uDFFF]/, '');
}
