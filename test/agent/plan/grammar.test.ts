import { describe, expect, it } from 'vitest';
import { planGrammar } from '../../../agent/plan/grammar.js';
import { loadCatalog } from '../../../interfaces/catalog.js';
import { fixtureCatalog } from './fixture.js';

const catalog = loadCatalog();
const rules = new Map(
  planGrammar(catalog)
    .split('\n')
    .filter(line => line !== '')
    .map(line => [line.slice(0, line.indexOf(' ::= ')), line.slice(line.indexOf(' ::= ') + 5)] as const),
);

describe('the grammar of a plan', () => {
  it('ends with the brace: no tail of newlines to be spelled out, and no blank that a model may spend a token on', () => {
    expect(rules.get('root')).toMatch(/"}"$/);
    for (const [name, rule] of rules) {
      // the one rule for what stands inside a text
      if (name === 'char') continue;
      const literals = Array.from(rule.matchAll(/"((?:[^"\\]|\\.)*)"/g), ([, literal = '']) => literal);
      expect([name, literals.filter(literal => /\\n|\s/.test(literal))]).toEqual([name, []]);
      expect([name, /\[[^\]]*\\n/.test(rule)]).toEqual([name, false]);
    }
  });

  it('has words only where there is no step', () => {
    expect(rules.get('root')).toContain('"],\\"say\\":" string | steps');
    expect([...rules].filter(([name, rule]) => name !== 'root' && rule.includes('say'))).toEqual([]);
  });

  it('names every action once, and leaves out what may be left out', () => {
    const listed = catalog.actions.filter(action => action.unlisted !== true);
    expect(rules.get('step')?.split(' | ')).toHaveLength(listed.length);
    const write = planGrammar(fixtureCatalog()).match(/step-write-file ::= .*/)?.[0] ?? '';
    expect(write).toMatch(/",\\"path\\":" string ",\\"content\\":" string \( ",\\"append\\":" boolean \)\?/);
  });

  it('has a rule for each that is named', () => {
    for (const rule of rules.values()) {
      const bare = rule.replaceAll(/"(?:[^"\\]|\\.)*"|\[(?:[^\]\\]|\\.)*\]/g, ' ').replaceAll(/\{[\d,]*\}/g, ' ');
      for (const [name] of bare.matchAll(/[a-z][a-z-]*/g)) expect(rules.has(name), name).toBe(true);
    }
  });
});
