import { readdirSync, readFileSync } from 'node:fs';
import type { Catalog } from '../interfaces/catalog.js';
import { checkPlan } from '../agent/plan/parse.js';
import { fromShort, toShort } from '../agent/reflex/compact-plan.js';
import { exampleFamilies } from './examples.js';
import { inManner } from './phrasing.js';
import type { Random } from './random.js';
import { fillSlot } from './slots.js';
import { done, expand, fillings, say } from './template.js';
import { mistype } from './typos.js';

/** wordings of one thing that can be wanted; `weight` is its share within its file */
export interface Family {
  readonly weight: number;
  readonly do: string;
  readonly say: readonly string[];
}

export interface Made {
  readonly request: string;
  /** the plan in its short form */
  readonly answer: string;
  readonly kind: string;
}

// shares of all requests; what is harmful, chat or beyond the actions is a fifth
const SHARES: Readonly<Record<string, number>> = {
  files: 17,
  commands: 17,
  packages: 9,
  units: 13,
  processes: 8,
  devices: 7,
  german: 3,
  romance: 4,
  further: 4,
  nothing: 28,
  examples: 3,
  several: 13,
};

const SINGLE = ['files', 'commands', 'packages', 'units', 'processes', 'devices'];
const THEN = [
  ' and ',
  ' and ',
  ' and ',
  ' and then ',
  ', then ',
  ', and ',
  ' then ',
  '; ',
  ', ',
  '. Then ',
  '. After that ',
  ' and after that ',
  ' and also ',
  ', also ',
];

/** makes requests with their plans, one after another, from templates and from what the actions say of themselves */
export class Maker {
  private readonly random: Random;
  private readonly catalog: Catalog;
  private readonly families: ReadonlyMap<string, readonly Family[]>;

  constructor(random: Random, catalog: Catalog) {
    this.random = random;
    this.catalog = catalog;
    this.families = new Map([...loadTemplates(), ['examples', exampleFamilies(catalog)]]);
  }

  next(): Made {
    const kind = this.weighted(Object.entries(SHARES), ([, share]) => share)[0];
    const made = kind === 'several' ? this.several() : this.single(kind);
    const steps = fromShort(made.answer, this.catalog);
    if (steps === undefined) throw new Error(`not a plan in short: ${made.answer}`);
    // a word that no package may be called, a step said twice
    if (steps.length > 0 && !checkPlan({ steps }, this.catalog).ok) return this.next();
    return { request: inManner(made.request, made.answer, this.random), answer: toShort(steps, this.catalog), kind };
  }

  private single(kind: string): { request: string; answer: string } {
    const family = this.weighted(this.families.get(kind) ?? [], ({ weight }) => weight);
    return this.fill(this.random.pick(family.say), family.do);
  }

  private fill(template: string, plan: string): { request: string; answer: string } {
    const worded = expand(template, this.random);
    const typed = this.random.chance(0.13) ? mistype(worded, this.random) : worded;
    const filled = fillings([typed, plan], kind => fillSlot(kind, this.random));
    return { request: say(typed, filled).replace(/ \?$/, '?'), answer: done(plan, filled) };
  }

  // two or three things said in one breath; a pronoun for the second now and then
  private several(): { request: string; answer: string } {
    if (this.random.chance(0.35)) return this.single('together');
    const parts = Array.from({ length: this.random.chance(0.75) ? 2 : 3 }, () => this.clause());
    const [first, ...rest] = parts;
    const answers = parts.map(({ answer }) => answer);
    if (first === undefined || new Set(answers).size < answers.length) return this.several();
    const link = this.random.pick(THEN);
    const request = rest.reduce((said, { request: next }, index) => {
      const join = index < rest.length - 1 ? ', ' : link;
      return `${said}${join}${join.startsWith('.') ? next : lowerFirst(next)}`;
    }, first.request);
    return { request, answer: answers.join('\n') };
  }

  private clause(): { request: string; answer: string } {
    for (;;) {
      const made = this.single(this.random.pick(SINGLE));
      // questions and requests that trail off cannot be followed by another clause
      if (!/[?:]|, |^\W/.test(made.request.replace(/["'“].*["'”]/, '')) && made.request.includes(' ')) return made;
    }
  }

  private weighted<T>(list: readonly T[], weightOf: (one: T) => number): T {
    let left = this.random.next() * list.reduce((sum, one) => sum + weightOf(one), 0);
    const found = list.find(one => (left -= weightOf(one)) < 0) ?? list.at(-1);
    if (found === undefined) throw new Error('there is nothing to choose from');
    return found;
  }
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

export function loadTemplates(): Map<string, Family[]> {
  const built = import.meta.url.includes('/dist/');
  const folder = new URL(built ? '../../tune/templates/' : './templates/', import.meta.url);
  const names = readdirSync(folder).toSorted();
  return new Map(
    names.map(name => {
      const families: Family[] = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
      return [name.replace('.json', ''), families];
    }),
  );
}
