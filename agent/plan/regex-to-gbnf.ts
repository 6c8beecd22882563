// turns the small regular expressions of the catalogue into gbnf, so that a model cannot write what zod would refuse;
// anything beyond the subset gives `undefined`, and the parameter is then any string
const LONGEST = 8;
const QUANTIFIER = /^(?:[*+?]|\{\d+(?:,\d*)?\})/;
// characters that json would have to escape, and what gbnf reads as syntax inside a class
const FORBIDDEN = /["\\\p{Cc}]/u;

/** gbnf for a whole json string, quotes included, that matches an anchored pattern */
export function patternToGbnf(pattern: string): string | undefined {
  if (!pattern.startsWith('^') || !pattern.endsWith('$') || pattern.endsWith('\\$')) return undefined;
  const reader = new Reader(pattern.slice(1, -1));
  const body = reader.alternatives();
  return body === undefined || !reader.atEnd ? undefined : `"\\"" ( ${body} ) "\\""`;
}

class Reader {
  #rest: string;

  constructor(text: string) {
    this.#rest = text;
  }

  get atEnd(): boolean {
    return this.#rest === '';
  }

  alternatives(): string | undefined {
    const branches: string[] = [];
    do {
      const branch = this.#sequence();
      if (branch === undefined) return undefined;
      branches.push(branch);
    } while (this.#take(/^\|/) !== undefined);
    return branches.join(' | ');
  }

  #sequence(): string | undefined {
    const parts: string[] = [];
    while (!this.atEnd && !/^[|)]/.test(this.#rest)) {
      const atom = this.#atom();
      if (atom === undefined) return undefined;
      parts.push(atom + looseQuantifier(this.#take(QUANTIFIER) ?? ''));
    }
    return parts.length === 0 ? '""' : parts.join(' ');
  }

  #atom(): string | undefined {
    if (this.#take(/^\((?:\?:)?(?!\?)/) !== undefined) return this.#group();
    const set = this.#take(/^\[(?:[^\]\\]|\\.)+\]/);
    if (set !== undefined) return classToGbnf(set.slice(1, -1));
    const escaped = this.#take(/^\\[.+*?()[\]{}|/@:^$-]/);
    if (escaped !== undefined) return JSON.stringify(escaped.slice(1));
    if (this.#take(/^\\d/) !== undefined) return '[0-9]';
    if (this.#take(/^\\w/) !== undefined) return '[A-Za-z0-9_]';
    const literal = this.#take(/^[^\\^$.*+?()[\]{}|]/);
    return literal === undefined || FORBIDDEN.test(literal) ? undefined : JSON.stringify(literal);
  }

  #group(): string | undefined {
    const inner = this.alternatives();
    if (inner === undefined || this.#take(/^\)/) === undefined) return undefined;
    return `( ${inner} )`;
  }

  #take(expression: RegExp): string | undefined {
    const match = expression.exec(this.#rest)?.[0];
    if (match !== undefined) this.#rest = this.#rest.slice(match.length);
    return match;
  }
}

// the grammar's parser writes a repetition out, so a long one becomes open: zod still knows its end
function looseQuantifier(quantifier: string): string {
  const [, least = '', most = ''] = /^\{(\d+),(\d+)\}$/.exec(quantifier) ?? [];
  if (Number(most) <= LONGEST) return quantifier;
  return Number(least) === 0 ? '*' : Number(least) <= LONGEST ? `{${least},}` : '+';
}

function classToGbnf(inner: string): string | undefined {
  // a negated class or an open range would let in what json must escape
  if (inner.startsWith('^')) return undefined;
  const bare = inner.replaceAll('\\\\', '');
  const plain = bare.replaceAll('\\d', '0-9').replaceAll('\\w', 'A-Za-z0-9_');
  const hyphenFree = plain.replace(/^-|-$|\\-/g, '');
  const hasHyphen = hyphenFree !== plain;
  const members = hyphenFree.replace(/\\([.+*?()[\]{}|/@:^$])/g, '$1');
  if (FORBIDDEN.test(members) || /[[\]^]/.test(members)) return undefined;
  if (members === '' && !hasHyphen) return undefined;
  const set = `[${members}${hasHyphen ? '-' : ''}]`;
  // json writes it twice
  return bare === inner ? set : `( ${set} | ${JSON.stringify('\\\\')} )`;
}
