import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyModel } from '../../../agent/models/digest.js';
import { cacheDirectory, modelDirectories, ownModelsDirectory } from '../../../agent/models/directories.js';
import { locateModel } from '../../../agent/models/model-paths.js';
import { findModel, loadModelTable } from '../../../agent/models/table.js';
import { entryOf } from './wheel-fixture.js';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'llmos-models-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the table of models', () => {
  it('pins every model by digest, and every hub address by commit', () => {
    const table = loadModelTable();
    const larger = ['qwen3-4b', 'qwen2.5-coder-7b', 'qwen3-8b'];
    expect(table.map(({ name }) => name)).toEqual(['default', 'small', 'tiny', ...larger]);
    expect(new Set(table.map(({ sha256 }) => sha256)).size).toBe(table.length);
    for (const { hub } of table) if (hub !== undefined) expect(hub).toMatch(/^hf:[^#]+\.gguf#[0-9a-f]{40}$/);
  });

  it('finds one by short name, title and file', () => {
    const names = ['default', 'qwen2.5-coder-1.5b', 'qwen2.5-coder-1.5b-instruct-q4_k_m.gguf'];
    expect(names.map(name => findModel(name)?.name)).toEqual(['default', 'default', 'default']);
  });
});

describe('locateModel', () => {
  it('looks in the own directory first, then in those of the machine', () => {
    expect(modelDirectories({ XDG_DATA_HOME: '/d' })).toEqual([
      '/d/llm-os/models',
      '/var/lib/llm-os/models',
      '/usr/share/llm-os/models',
    ]);
    expect(modelDirectories({ LLMOS_MODELS: '/m' })).toEqual(['/m']);
    expect(ownModelsDirectory({})).toMatch(/\/\.local\/share\/llm-os\/models$/);
    expect(cacheDirectory({ CACHE_DIRECTORY: '/c/llm-os' })).toBe('/c/llm-os');
  });

  it('says where it looked and what to do', async () => {
    const missing = locateModel('tiny', { LLMOS_MODELS: folder });
    await expect(missing).rejects.toMatchObject({ code: 'model_missing' });
    await expect(missing).rejects.toThrow(`is not in ${folder}: get it with llmsh model pull tiny`);
  });

  it('refuses a file that was cut off', async () => {
    writeFileSync(join(folder, findModel('tiny')?.file ?? ''), 'short');
    await expect(locateModel('tiny', { LLMOS_MODELS: folder })).rejects.toMatchObject({ code: 'model_corrupt' });
  });
});

describe('verifyModel', () => {
  const content = Buffer.from('a model');
  const entry = entryOf([content]);

  it('remembers a digest only for the very same file', async () => {
    const path = join(folder, 'fake.gguf');
    writeFileSync(path, content);
    await verifyModel({ entry, path }, folder);
    await verifyModel({ entry, path }, folder);
    writeFileSync(path, Buffer.from('a modem'));
    await expect(verifyModel({ entry, path }, folder)).rejects.toMatchObject({ code: 'model_corrupt' });
  });

  it('does not take the word of a cache for another model', async () => {
    const path = join(folder, 'fake.gguf');
    writeFileSync(path, content);
    await verifyModel({ entry, path }, folder);
    const other = { ...entry, sha256: '0'.repeat(64) };
    await expect(verifyModel({ entry: other, path }, folder)).rejects.toMatchObject({ code: 'model_corrupt' });
  });

  it('lives without its cache', async () => {
    const path = join(folder, 'fake.gguf');
    writeFileSync(path, content);
    writeFileSync(join(folder, 'digests.json'), 'rubbish');
    await expect(verifyModel({ entry, path }, folder)).resolves.toBeUndefined();
  });
});
