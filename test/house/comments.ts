import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';
import type { Source } from './sources.js';

/** words that stand in for a noun, so that a reader has to find it */
const HEADLESS = /^(?:what|who|whose|whoever|whatever|where|nobody|nothing|of|by)\b/;
const SHOWN = 60;
export const OLD_COMMENTS = 'test/house/old-comments.txt';

/** the first words of each comment that begins with such a word; lines that follow one another are one comment */
export function findHeadless({ file, text }: Source): readonly string[] {
  let end = -1;
  return parseSync(file, text).comments.flatMap(comment => {
    const goesOn = comment.type === 'Line' && end >= 0 && /^\n[ \t]*$/.test(text.slice(end, comment.start));
    end = comment.type === 'Line' ? comment.end : -1;
    const words = comment.value.replace(/^[*\s]+/, '').replaceAll(/\s+/g, ' ');
    return !goesOn && HEADLESS.test(words) ? [words.slice(0, SHOWN).trim()] : [];
  });
}

/** comments from before the rule; the list only shrinks */
export function readOldComments(): readonly string[] {
  return readFileSync(OLD_COMMENTS, 'utf8').split('\n').filter(Boolean);
}

/** comments of `found` that are not on the list, and those of the list that are gone, each as often as it is too many */
export function compareComments(found: readonly string[], old: readonly string[]) {
  return { added: without(found, old), gone: without(old, found) };
}

function without(all: readonly string[], taken: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const one of taken) left.set(one, (left.get(one) ?? 0) + 1);
  return all.filter(one => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count <= 0;
  });
}
