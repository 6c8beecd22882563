const ALIKE = 0.8;

/** finds what is the same as one of these texts, or nearly: case, punctuation, a letter or two, a word more */
export class Near {
  private readonly exact: Set<string>;
  private readonly grams: readonly ReadonlySet<string>[];

  constructor(texts: readonly string[]) {
    const plain = texts.map(normalize);
    this.exact = new Set(plain);
    this.grams = plain.map(trigrams);
  }

  has(text: string): boolean {
    const plain = normalize(text);
    if (this.exact.has(plain)) return true;
    const grams = trigrams(plain);
    return this.grams.some(other => share(grams, other) >= ALIKE);
  }
}

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
