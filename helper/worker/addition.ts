const LF = 0x0a;
const CR = 0x0d;

/** how much of the end of a file tells how its lines end */
export const TAIL_BYTES = 65_536;

/**
 * the bytes that an addition of text really adds behind `before`: lines of their own, that end as the line before them
 * does. anything else is glued to a last line that had no end, or leaves line ends of two kinds
 */
export function asLines(before: Buffer, text: Buffer): Buffer {
  if (text.length === 0) return text;
  const tail = before.subarray(Math.max(before.length - TAIL_BYTES, 0));
  const last = tail.lastIndexOf(LF);
  const isDos = last > 0 && tail[last - 1] === CR;
  const glued = tail.length > 0 && last !== tail.length - 1;
  const whole = text.at(-1) === LF ? text : Buffer.concat([text, Buffer.of(LF)]);
  const end = isDos ? Buffer.of(CR, LF) : Buffer.of(LF);
  return Buffer.concat([glued ? end : Buffer.alloc(0), isDos ? toDos(whole) : whole]);
}

// as bytes: what is no utf-8 stays as it is
function toDos(lines: Buffer): Buffer {
  return Buffer.from(lines.toString('latin1').replace(/(?<!\r)\n/g, '\r\n'), 'latin1');
}
