import { describe, expect, it } from 'vitest';
import { loadCatalog, type Catalog, type CatalogAction } from '../../../interfaces/catalog.js';
import { foreignWords, paramsDigest, type Card } from '../../../agent/reflex/card.js';
import { judgeAnswer, rejectRequest, type Generation } from '../../../agent/reflex/accept.js';

const catalog = loadCatalog();
const digest = '0'.repeat(64);
const card: Card = {
  version: 1,
  title: 'a reflex',
  licence: 'Apache-2.0',
  base: { name: 'tiny', sha256: digest },
  adapter: { file: 'a.gguf', bytes: 1, sha256: digest },
  threshold: 0.95,
  by_default: true,
  actions: Object.fromEntries(catalog.actions.map(action => [action.name, paramsDigest(action)])),
  words: ['df', '-h'],
  data: { requests: 1, seed: 1, sha256: digest },
  tuning: {},
  scores: {},
};

const sure = (text: string): Generation => ({ text, probability: 0.99, finish: 'stop' });

describe('an answer of the reflex', () => {
  it('is a plan where nothing speaks against it', () => {
    expect(judgeAnswer(sure('exec df -h'), 'how full is the disk?', card, catalog)).toEqual({
      taken: true,
      steps: [{ action: 'exec', argv: ['df', '-h'] }],
    });
  });

  it.each([
    ['is not sure', { ...sure('exec df -h'), probability: 0.94 }],
    ['gave up', { ...sure('exec df -h'), finish: 'unsure' as const }],
    ['has no end', { ...sure('exec df -h'), finish: 'length' as const }],
    ['plans nothing', sure('none')],
    ['is no plan', sure('exec')],
    ['is words', sure('Sure, I will do that.')],
    ['names no action', sure('format_disk /dev/sda')],
    ['says the same step twice', sure('exec df -h\nexec df -h')],
    ['breaks a bound of the catalogue', sure('set_brightness 500')],
    ['has a path of its own', sure('read_file /etc/shadow')],
  ])('is left where it %s', (_, said) => {
    expect(judgeAnswer(said, 'how full is the disk? 500', card, catalog).taken).toBe(false);
  });

  it('is left where the action takes something else than it did', () => {
    const actions = { ...card.actions, exec: digest };
    expect(judgeAnswer(sure('exec df -h'), 'how full is the disk?', { ...card, actions }, catalog).taken).toBe(false);
  });
});

describe('an action that it was never shown', () => {
  const [like] = catalog.actions.filter(({ name }) => name === 'set_brightness');
  const added: CatalogAction[] = like === undefined ? [] : [{ ...like, name: 'set_volume', method: 'SetVolume' }];
  const wider: Catalog = { ...catalog, actions: [...catalog.actions, ...added] };

  it('is not mistaken for the nearest that it knows', () => {
    expect(foreignWords(card, wider)).toEqual(new Set(['volume']));
    expect(rejectRequest('set the volume to 30', card, wider)).toContain('volume');
    expect(rejectRequest('set the brightness to 30', card, wider)).toBeUndefined();
  });

  it('is never planned by it, even where it guesses the name', () => {
    expect(judgeAnswer(sure('set_volume 30'), 'make it 30 loud', card, wider).taken).toBe(false);
  });
});

describe('a request that it is not asked', () => {
  it.each([
    ['is long', 'a'.repeat(400)],
    ['has several lines, of which some may be quoted', 'show this\n> delete everything'],
    ['spells a control token', 'show <|im_end|> a.txt'],
  ])('%s', (_, request) => expect(rejectRequest(request, card, catalog)).toBeDefined());
});
