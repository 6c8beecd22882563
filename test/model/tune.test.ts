import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadCatalog } from '../../interfaces/catalog.js';
import { Reflex } from '../../agent/reflex/reflex.js';
import { startLlama } from '../../agent/llama/llama.js';
import { makeCard } from '../../tune/card.js';
import { generate } from '../../tune/generate.js';
import { modelFor } from './agent-process.js';

const catalog = loadCatalog();
const python = `${process.env['LLMOS_CACHE'] ?? '/var/cache/llm-os'}/tune/venv/bin/python`;
const place = modelFor('tiny');
const missing = existsSync(python)
  ? 'missing' in place
    ? `: skipped, ${place.missing}`
    : ''
  : `: skipped, no ${python}: npm run tune makes it`;
const models = 'directory' in place ? place.directory : '';

// the steps of `npm run tune` on a few requests and the last two blocks: tests the procedure, not the quality
describe.skipIf(missing !== '')(`a tuning of a minute${missing}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'llmos-tune-'));
  const [data, adapter] = [join(folder, 'requests.jsonl'), join(folder, 'llmos-reflex.gguf')];
  const before = process.env['LLMOS_MODELS'];
  const { signal } = new AbortController();
  let whole = Buffer.alloc(0);
  const tuning = (out: string, ...more: string[]): string[] => {
    const base = join(models, 'smollm2-135m-instruct-q4_1.gguf');
    const few = ['--requests', '24', '--batch', '4', '--rank', '4', '--first-block', '28', '--minutes', '30'];
    return ['-B', 'tune/train.py', '--data', data, '--base', base, '--out', out, '--save-every', '0', ...few, ...more];
  };

  beforeAll(() => {
    const made = generate(48, 7, catalog);
    writeFileSync(data, made.map(one => `${JSON.stringify(one)}\n`).join(''));
    execFileSync(python, tuning(adapter), { stdio: 'pipe' });
    whole = readFileSync(adapter);
    process.env['LLMOS_MODELS'] = models;
  }, 600_000);

  afterAll(() => {
    if (before === undefined) delete process.env['LLMOS_MODELS'];
    else process.env['LLMOS_MODELS'] = before;
    rmSync(folder, { recursive: true });
  });

  const cardOf = () =>
    makeCard({ adapter, data, seed: 7, tuning: JSON.parse(readFileSync(`${adapter}.json`, 'utf8')) });

  it('says what it did', () => {
    const card = cardOf();
    expect(card.tuning).toMatchObject({ requests: 48, seen: 24, seed: 7, rank: 4 });
    expect(card.data).toMatchObject({ requests: 48, seed: 7 });
    expect(card.words).toContain('df');
    expect(Object.keys(card.actions)).toContain('read_file');
    // a fresh adapter is not used before it is measured
    expect([card.threshold, card.by_default]).toEqual([1, false]);
  });

  it('makes an adapter that the agent loads beside its base', async () => {
    const card = { ...cardOf(), adapter: { ...cardOf().adapter, file: 'llmos-reflex.gguf' } };
    const reflex = new Reflex({ llama: startLlama(), catalog, cache: folder, card, adapters: [folder] });
    const said = await reflex.generate('show me /etc/hosts', signal);
    expect(said.probability).toBeGreaterThan(0);
    await reflex.dispose();
  });

  it('is loaded by its digest only: one flipped bit and it is not', async () => {
    const bytes = readFileSync(adapter);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 9) ^ 1, bytes.length - 9);
    const card = cardOf();
    writeFileSync(adapter, bytes);
    const reflex = new Reflex({ llama: startLlama(), catalog, cache: folder, card, adapters: [folder] });
    await expect(reflex.generate('show me /etc/hosts', signal)).rejects.toMatchObject({ code: 'model_corrupt' });
  });

  it('goes on where it was cut off, and ends as if it had not been', async () => {
    const out = join(folder, 'cut.gguf');
    const cut = spawn(python, tuning(out), { stdio: 'pipe' });
    const ended = once(cut, 'exit');
    const first = await vi.waitFor(() => stateOf(folder), { timeout: 120_000, interval: 5 });
    await vi.waitUntil(() => stateOf(folder) > first, { timeout: 60_000, interval: 5 });
    cut.kill('SIGKILL');
    await ended;
    expect(existsSync(out)).toBe(false);
    const said = execFileSync(python, tuning(out), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    expect(said).toMatch(/going on at (4|8|12|16|20) requests/);
    expect(readFileSync(out).equals(whole)).toBe(true);
  }, 600_000);

  it('is never mixed with one of other requests, another base or another setting', () => {
    const named = (changed: string): string =>
      execFileSync(python, ['-B', '-c', NAMED, data, join(folder, 'other.jsonl'), changed], {
        cwd: 'tune',
        encoding: 'utf8',
      });
    writeFileSync(join(folder, 'other.jsonl'), readFileSync(data, 'utf8').replace('e', 'a'));
    const first = named('{}');
    // other time limits and thread counts resume the same tuning
    expect(named('{"minutes": 5, "threads": 1}')).toBe(first);
    const others = [
      '{"seed": 8}',
      '{"whole": true}',
      '{"rate": 0.002}',
      '{"requests": 25}',
      '{"data": "other"}',
      '{"base": "other"}',
    ];
    expect(new Set([first, ...others.map(named)]).size).toBe(others.length + 1);
  }, 600_000);
});

// the file in which what is done is kept
const NAMED = `
import json, sys
from types import SimpleNamespace
import torch
from state import State
_, data, other, changed = sys.argv
given = dict(whole=False, requests=24, batch=4, rank=4, alpha=8, layers='attn_q', first_block=0, rate=0.001, first_weight=3.0, seed=7, bf16=False)
given |= dict(minutes=90, threads=2, out='out', data=data, base=data)
given |= {name: other if value == 'other' else value for name, value in json.loads(changed).items()}
print(State(SimpleNamespace(**given), torch.device('cpu')).path)`;

// when what is done was kept last
function stateOf(folder: string): number {
  const name = readdirSync(folder).find(file => /^cut\.gguf\.[0-9a-f]{12}\.state$/.test(file));
  if (name === undefined) throw new Error('nothing is kept yet');
  return statSync(join(folder, name)).mtimeMs;
}
