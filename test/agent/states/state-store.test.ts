import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Token } from 'node-llama-cpp';
import { afterEach, describe, expect, it } from 'vitest';
import type { Loaded } from '../../../agent/llama/llama.js';
import { StateStore } from '../../../agent/states/state-store.js';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach(folder => rmSync(folder, { recursive: true, force: true })));

/** a sequence that keeps its tokens as json: what the library does with a file is not at stake */
function played(): Loaded {
  let held: Token[] = [];
  const sequence = {
    saveStateToFile: async (path: string) => writeFileSync(path, JSON.stringify(held)),
    loadStateFromFile: async (path: string) => void (held = JSON.parse(readFileSync(path, 'utf8'))),
    clearHistory: async () => void (held = []),
    compareContextTokens: (tokens: Token[]) => ({
      firstDifferentIndex: tokens.findIndex((token, index) => token !== held[index]),
    }),
    hold: (tokens: Token[]) => void (held = tokens),
  };
  return { identity: { model: 'x' }, sequence } as unknown as Loaded;
}

function tokensOf(...numbers: number[]): Token[] {
  return numbers as unknown as Token[];
}

function place(): { folder: string; store: StateStore; loaded: Loaded } {
  const folder = mkdtempSync(join(tmpdir(), 'llmos-store-'));
  folders.push(folder);
  return { folder: join(folder, 'prefixes'), store: new StateStore(folder), loaded: played() };
}

async function save(store: StateStore, loaded: Loaded, tokens: Token[]): Promise<void> {
  Object(loaded.sequence).hold(tokens);
  await store.save(loaded, tokens, '0'.repeat(64));
}

/** makes every kept state older by a minute, so that the next use is the latest */
function age(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const past = new Date(Date.now() - 60_000);
    if (name.endsWith('.json')) utimesSync(path, past, past);
  }
}

describe('the kept prefixes', () => {
  it('are as many as a request needs, and the one that was used longest ago goes', async () => {
    const { folder, store, loaded } = place();
    for (let first = 1; first <= 6; first++) await save(store, loaded, tokensOf(first, 9));
    expect(readdirSync(folder)).toHaveLength(12);
    age(folder);
    for (const first of [1, 3, 4, 5, 6]) expect(await store.restore(loaded, tokensOf(first, 9, 7))).toBe(2);
    await save(store, loaded, tokensOf(7, 9));
    expect(await store.restore(loaded, tokensOf(1, 9, 7))).toBe(2);
    expect(await store.restore(loaded, tokensOf(2, 9, 7))).toBe(0);
  });

  it('are not read once a byte has changed, also where the same process has read them before', async () => {
    const { folder, store, loaded } = place();
    await save(store, loaded, tokensOf(1, 9));
    expect(await store.restore(loaded, tokensOf(1, 9, 7))).toBe(2);
    const [state = ''] = readdirSync(folder).filter(name => name.endsWith('.state'));
    writeFileSync(join(folder, state), '[1,8]');
    expect(await store.restore(loaded, tokensOf(1, 9, 7))).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  // as root, since what root made for everybody is at stake
  it.runIf(process.getuid?.() === 0)('are those of root as well, unless somebody else could write them', async () => {
    const { folder, store, loaded } = place();
    await save(store, loaded, tokensOf(1, 9));
    chmodSync(folder, 0o755);
    const reader = new StateStore(join(folder, 'none'), [folder]);
    expect(await reader.restore(loaded, tokensOf(1, 9, 7))).toBe(2);
    for (const [name, mode] of [
      ['', 0o777],
      ['.state', 0o666],
      ['.json', 0o646],
    ] as const) {
      const path = name === '' ? folder : join(folder, readdirSync(folder).find(file => file.endsWith(name)) ?? '-');
      const before = statSync(path).mode;
      chmodSync(path, mode);
      expect(await reader.restore(loaded, tokensOf(1, 9, 7))).toBe(0);
      chmodSync(path, before);
    }
    expect(await reader.restore(loaded, tokensOf(1, 9, 7))).toBe(2);
  });

  it.runIf(process.getuid?.() === 0)(
    'of root are left alone where they are damaged, and made in the own cache',
    async () => {
      const { folder, store, loaded } = place();
      await save(store, loaded, tokensOf(1, 9));
      const cache = mkdtempSync(join(tmpdir(), 'llmos-store-'));
      folders.push(cache);
      const [state = ''] = readdirSync(folder).filter(name => name.endsWith('.state'));
      writeFileSync(join(folder, state), '[1,8]');
      chmodSync(folder, 0o755);
      const reader = new StateStore(cache, [folder]);
      expect(await reader.restore(loaded, tokensOf(1, 9, 7))).toBe(0);
      expect(readdirSync(folder)).toHaveLength(2);
      await save(reader, loaded, tokensOf(1, 9));
      expect(await reader.restore(loaded, tokensOf(1, 9, 7))).toBe(2);
    },
  );
});
