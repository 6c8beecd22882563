import { OperatorError } from '../../interfaces/errors.js';

// bytes of a character after its first
const MAX_FRAGMENT = 3;

/** bytes of a file as text; a character that a limit cut in two is left out */
export function decodeText(bytes: Buffer, cut: { offset: number; truncated: boolean }): string {
  const whole = bytes.subarray(
    cut.offset > 0 ? leadingFragment(bytes) : 0,
    cut.truncated ? wholeEnd(bytes) : bytes.length,
  );
  const text = tryDecode(whole);
  if (text !== undefined) return text;
  throw new OperatorError('failed', 'the file is not utf-8 text: ask for it with encoding base64');
}

/** `undefined` for what is no utf-8, or holds a nul, which no string on the bus may */
export function tryDecode(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function leadingFragment(bytes: Buffer): number {
  const start = bytes.findIndex(byte => !isContinuation(byte));
  if (start < 0) return bytes.length <= MAX_FRAGMENT ? bytes.length : 0;
  return start > MAX_FRAGMENT ? 0 : start;
}

function wholeEnd(bytes: Buffer): number {
  let start = bytes.length - 1;
  while (start > 0 && start > bytes.length - 4 && isContinuation(bytes[start] ?? 0)) start -= 1;
  const lead = bytes[start] ?? 0;
  const needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return start + needed > bytes.length ? start : bytes.length;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
