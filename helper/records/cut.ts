/** most characters of one field of a record: a line is small whatever a caller sends */
export const MOST_OF_A_FIELD = 1024;

/** the beginning of a text that somebody else chose, never half a character */
export function cut(text: string, most = MOST_OF_A_FIELD): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
