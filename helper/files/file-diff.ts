import { createTwoFilesPatch } from 'diff';
import { tryDecode } from './text.js';

const MAX_BYTES = 262_144;
const MAX_LINES = 4000;
// the work grows with the square of them, in the thread that answers everybody
const MAX_EDITS = 500;
const TIMEOUT_MS = 50;
const NEWLINE = 10;

/** unified diff of a write; a sentence if there is none to show */
export function buildDiff(path: string, before: Buffer, after: Buffer): string {
  if (before.equals(after)) return 'the content stays as it is';
  if (isLong(before) || isLong(after)) return 'too long to compare here';
  const [old, fresh] = [tryDecode(before), tryDecode(after)];
  if (old === undefined || fresh === undefined) return 'not text: nothing to compare line by line';
  const bounds = { maxEditLength: MAX_EDITS, timeout: TIMEOUT_MS };
  const patch = createTwoFilesPatch(path, path, old, fresh, undefined, undefined, bounds);
  return patch ?? 'too different to compare line by line';
}

function isLong(content: Buffer): boolean {
  return content.length > MAX_BYTES || hasMoreLines(content, MAX_LINES);
}

function hasMoreLines(content: Buffer, most: number): boolean {
  let lines = 0;
  for (let at = content.indexOf(NEWLINE); at >= 0 && lines <= most; at = content.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines > most;
}
