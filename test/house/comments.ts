import { parseSync } from 'oxc-parser';
import type { Source } from './sources.js';

/** words that stand in for a noun, so that a reader has to find it */
const HEADLESS = /^(?:what|who|whose|whoever|whatever|where|nobody|nothing|of|by)\b/;
const SHOWN = 60;

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
