import { beforeAll, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../interfaces/catalog.js';
import { checkPlan } from '../../agent/plan/parse.js';
import { fromShort } from '../../agent/reflex/compact-plan.js';
import { generate } from '../../tune/generate.js';
import { loadTemplates, type Made } from '../../tune/make.js';
import { Near } from '../../tune/near-duplicates.js';
import { loadScenarios } from '../model/scenarios.js';

const catalog = loadCatalog();

describe('the requests that the reflex is tuned on', () => {
  let made: readonly Made[];

  beforeAll(() => {
    made = generate(3000, 7, catalog);
  }, 60_000);

  it('are the same for the same seed, and others for another', () => {
    expect(generate(50, 7, catalog)).toEqual(made.slice(0, 50));
    expect(generate(50, 8, catalog)).not.toEqual(made.slice(0, 50));
  });

  it('hold no scenario that models are scored with, set aside or seen', () => {
    const scored = new Set(loadScenarios().map(({ request }) => letters(request)));
    expect(made.filter(({ request }) => scored.has(letters(request))).length).toBe(0);
  });

  it('hold none that differs from one in a letter or two', () => {
    const scored = loadScenarios().map(({ request }) => letters(request));
    const close = made.filter(({ request }) =>
      scored.some(other => other.length > 12 && isWithin(letters(request), other, 2)),
    );
    // never which ones: what is set aside is read by nobody
    expect(close.length).toBe(0);
  });

  it('have a valid plan each, with nothing that the catalogue would refuse', () => {
    const wrong = made.filter(({ answer }) => {
      const steps = fromShort(answer, catalog);
      return steps === undefined || (steps.length > 0 && !checkPlan({ steps }, catalog).ok);
    });
    expect(wrong).toEqual([]);
  });

  it('ask for nothing that can be done in a fifth of all', () => {
    const share = made.filter(({ answer }) => answer === 'none').length / made.length;
    expect(share).toBeGreaterThan(0.17);
    expect(share).toBeLessThan(0.3);
  });

  it('need every action that the reflex was shown', () => {
    const used = new Set(made.flatMap(({ answer }) => answer.split('\n').map(line => line.split(' ')[0])));
    expect(used.size).toBeGreaterThan(12);
  });
});

describe('the templates', () => {
  const slotsOf = (text: string): string[] => [...new Set(text.match(/\{[a-z]+\d?\}/g))].toSorted();
  const families = [...loadTemplates()].flatMap(([file, list]) => list.map(family => ({ file, ...family })));

  // a value of the plan that the request lacks would be learned as a guess
  it('say what their plans hold, and nothing that is left out of them', () => {
    const wrong = families
      .filter(family => family.do !== 'none')
      .flatMap(({ file, say, do: plan }) =>
        say
          .filter(wording => slotsOf(wording).join() !== slotsOf(plan).join())
          .map(wording => `${file}: ${plan}: ${wording}`),
      );
    expect(wrong).toEqual([]);
  });
});

describe('what is near', () => {
  const near = new Near(['restart the ssh service', 'how much disk space is left?']);

  it.each([
    'Restart the ssh service!',
    'please restart ssh service',
    'how much disk space is left',
    'how mch disk space is left?',
    'restrt th ssh servic',
    'hw muc disk spaces is left',
  ])('is found: %s', text => expect(near.has(text)).toBe(true));

  it.each(['stop the cups service', 'how much memory is free?'])('is not everything: %s', text =>
    expect(near.has(text)).toBe(false),
  );
});

function letters(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}/.~_-]+/gu, ' ')
    .trim();
}

// the distance of levenshtein, given up as soon as it is too large
function isWithin(one: string, other: string, most: number): boolean {
  if (Math.abs(one.length - other.length) > most) return false;
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [line, letter] of Array.from(one).entries()) {
    const next = [line + 1];
    for (let at = 1; at <= other.length; at++) {
      const changed = (row[at - 1] ?? 0) + (letter === other[at - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    if (Math.min(...next) > most) return false;
    row = next;
  }
  return (row.at(-1) ?? 0) <= most;
}
