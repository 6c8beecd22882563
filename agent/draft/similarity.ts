const LENGTHS = [2, 3, 4];
// a request that goes on for longer is a story, and its beginning says what it is about
const LONGEST = 400;

/** texts found again by how alike they are spelled, whatever the language: tf-idf over runs of characters */
export class SimilarTexts {
  readonly #weights = new Map<string, number>();
  readonly #vectors: readonly ReadonlyMap<string, number>[];

  constructor(texts: readonly string[]) {
    const counted = texts.map(countGrams);
    const holders = new Map<string, number>();
    for (const grams of counted) for (const gram of grams.keys()) holders.set(gram, (holders.get(gram) ?? 0) + 1);
    for (const [gram, count] of holders) this.#weights.set(gram, Math.log(1 + texts.length / count));
    this.#vectors = counted.map(grams => this.#toVector(grams));
  }

  /** the likeness of each text, from 0 to 1, in the order in which they were given */
  scores(text: string): number[] {
    const asked = this.#toVector(countGrams(text));
    return this.#vectors.map(vector => {
      let sum = 0;
      for (const [gram, weight] of asked) sum += weight * (vector.get(gram) ?? 0);
      return sum;
    });
  }

  #toVector(grams: ReadonlyMap<string, number>): Map<string, number> {
    const vector = new Map<string, number>();
    let square = 0;
    for (const [gram, count] of grams) {
      const weight = (this.#weights.get(gram) ?? 0) * (1 + Math.log(count));
      vector.set(gram, weight);
      square += weight * weight;
    }
    const length = Math.sqrt(square) || 1;
    for (const [gram, weight] of vector) vector.set(gram, weight / length);
    return vector;
  }
}

function countGrams(text: string): Map<string, number> {
  const plain = ` ${text.slice(0, LONGEST).normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim()} `;
  const characters = Array.from(plain);
  const grams = new Map<string, number>();
  for (const length of LENGTHS) {
    for (let from = 0; from + length <= characters.length; from++) {
      const gram = characters.slice(from, from + length).join('');
      grams.set(gram, (grams.get(gram) ?? 0) + 1);
    }
  }
  return grams;
}
