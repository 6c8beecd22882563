import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadCatalog } from '../../../interfaces/catalog.js';
import { loadCard, type Card } from '../../../agent/reflex/card.js';
import { hintTurns, planPrefix } from '../../../agent/plan/prompt.js';
import { requestMessage } from '../../../agent/plan/request.js';
import type { CompletionRequest } from '../../../agent/server/completion.js';
import { FirstTry } from '../../../agent/server/reflex-first.js';

const catalog = loadCatalog();
const head = planPrefix(catalog);
const digest = '0'.repeat(64);
const card: Card = {
  version: 1,
  title: 'a reflex',
  licence: 'Apache-2.0',
  base: { name: 'tiny', sha256: digest },
  adapter: { file: 'a.gguf', bytes: 1, sha256: digest },
  threshold: 0.95,
  by_default: true,
  actions: {},
  words: [],
  data: { requests: 1, seed: 1, sha256: digest },
  tuning: {},
  scores: {},
};

// never resolves: the decision loads no model
const llama = new Promise<never>(() => {});

function wanted(change: Partial<CompletionRequest> = {}, of: Card | undefined = card): string | undefined {
  const request: CompletionRequest = {
    model: 'default',
    messages: [...head, requestMessage({ request: 'show a.txt' })],
    stream: true,
    maxTokens: 64,
    temperature: 0,
    plan: true,
    reflex: 'auto',
    keep: true,
    ...change,
  };
  return new FirstTry({ llama, catalog, cache: '/nonexistent', card: of }, head).wanted(request);
}

describe('the reflex is asked first', () => {
  it('with the words of the person, and nothing around them', () => {
    expect(wanted()).toBe('show a.txt');
  });

  it('with the hints that belong to those words, and no others', () => {
    const last = requestMessage({ request: 'who am I?' });
    const hints = hintTurns(catalog, 'who am I?');
    expect(hints).toHaveLength(2);
    expect(wanted({ messages: [...head, ...hints, last] })).toBe('who am I?');
    expect(wanted({ messages: [...head, ...hints, requestMessage({ request: 'show a.txt' })] })).toBeUndefined();
    expect(wanted({ messages: [...head, ...hints.toReversed(), last] })).toBeUndefined();
  });

  it.each([
    ['nobody wants it', { reflex: 'off' }],
    ['no plan is wanted', { plan: false }],
    ['the prefix is only to be read', { maxTokens: 0 }],
    [
      'an answer is to be mended',
      {
        messages: [
          ...head,
          { role: 'user', content: 'a' },
          { role: 'assistant', content: 'b' },
          { role: 'user', content: 'c' },
        ],
      },
    ],
    [
      'the instructions are others',
      {
        messages: [
          { role: 'system', content: 'x' },
          { role: 'user', content: 'show a.txt' },
        ],
      },
    ],
    ['somebody else speaks last', { messages: [...head, { role: 'assistant', content: 'show a.txt' }] }],
  ] as const)('but not where %s', (_, change) => expect(wanted(change)).toBeUndefined());

  it('is off in this build unless somebody turns it on', () => {
    expect(loadCard()?.by_default).not.toBe(true);
  });

  it('but not where it was measured to be worse, unless the person says so', () => {
    const worse = { ...card, by_default: false };
    expect(wanted({}, worse)).toBeUndefined();
    expect(wanted({ reflex: 'on' }, worse)).toBe('show a.txt');
  });

  it('but not where this build has none', () => {
    const none = new FirstTry({ llama, catalog, cache: '/nonexistent', card: undefined }, head);
    const messages = [...head, requestMessage({ request: 'show a.txt' })];
    expect(
      none.wanted({
        model: 'default',
        messages,
        stream: true,
        maxTokens: 64,
        temperature: 0,
        plan: true,
        reflex: 'on',
        keep: true,
      }),
    ).toBeUndefined();
  });
});

describe('the reflex where its package is not installed', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('leaves the request, and nothing is logged of it each time', async () => {
    vi.stubEnv('LLMOS_MODELS', '/nonexistent');
    const logged = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const first = new FirstTry({ llama, catalog, cache: '/nonexistent', card }, head);
    const hooks = { signal: new AbortController().signal, onNote: () => {}, onText: () => {} };
    expect(await first.ask('show a.txt', hooks)).toEqual({ why: 'it is not installed' });
    expect(logged).not.toHaveBeenCalled();
    logged.mockRestore();
  });
});
