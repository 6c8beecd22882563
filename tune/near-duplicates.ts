const ALIKE = 0.8;
const SLIPS = 3;

/** finds what is the same as one of these texts, or nearly: case, punctuation, a letter or two, a word more */
export class Near {
  private readonly exact: Set<string>;
  private readonly texts: readonly { readonly spelled: string; readonly grams: ReadonlySet<string> }[];

  constructor(texts: readonly string[]) {
    this.exact = new Set(texts.map(normalize));
    this.texts = texts.map(text => ({ spelled: spell(text), grams: trigrams(normalize(text)) }));
  }

  has(text: string): boolean {
    const plain = normalize(text);
    if (this.exact.has(plain)) return true;
    const [grams, spelled] = [trigrams(plain), spell(text)];
    return this.texts.some(other => share(grams, other.grams) >= ALIKE || isWithin(spelled, other.spelled, SLIPS));
  }
}

const spell = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}/.~_-]+/gu, ' ')
    .trim();

function normalize(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/\b(please|could you|can you|the|a|an)\b/g, ' ')
    .replace(/ +/g, ' ')
    .trim();
}

function trigrams(text: string): Set<string> {
  const padded = ` ${text} `;
  return new Set(Array.from({ length: Math.max(1, padded.length - 2) }, (_, at) => padded.slice(at, at + 3)));
}

function share(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (Math.min(one.size, other.size) < ALIKE * Math.max(one.size, other.size)) return 0;
  let both = 0;
  for (const gram of one) if (other.has(gram)) both++;
  return both / (one.size + other.size - both);
}

// so many letters more, fewer or others at most
function isWithin(one: string, other: string, most: number): boolean {
  if (one.length <= 4 * most || Math.abs(one.length - other.length) > most) return false;
  let before = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of Array.from(one).entries()) {
    const row = [index + 1];
    for (let at = 1; at <= other.length; at++) {
      const swapped = (before[at - 1] ?? 0) + (letter === other[at - 1] ? 0 : 1);
      row.push(Math.min(swapped, (before[at] ?? 0) + 1, (row[at - 1] ?? 0) + 1));
    }
    if (Math.min(...row) > most) return false;
    before = row;
  }
  return (before.at(-1) ?? most + 1) <= most;
}
