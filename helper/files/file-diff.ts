import { createTwoFilesPatch } from 'diff';
import { tryDecode } from './text.js';

const MAX_BYTES = 262_144;
const MAX_EDITS = 5000;

/** what a write would change, as a unified diff; a sentence where there is none to show */
export function buildDiff(path: string, before: Buffer, after: Buffer): string {
  if (before.equals(after)) return 'the content stays as it is';
  if (before.length > MAX_BYTES || after.length > MAX_BYTES) return 'too long to compare here';
  const [old, fresh] = [tryDecode(before), tryDecode(after)];
  if (old === undefined || fresh === undefined) return 'not text: nothing to compare line by line';
  const patch = createTwoFilesPatch(path, path, old, fresh, undefined, undefined, { maxEditLength: MAX_EDITS });
  return patch ?? 'too different to compare line by line';
}
