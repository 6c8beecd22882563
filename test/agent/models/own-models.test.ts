import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyModel } from '../../../agent/models/digest.js';
import { locateModel } from '../../../agent/models/model-paths.js';
import { findKnownModel, knownModels } from '../../../agent/models/own-models.js';
import { belowFloor } from '../../../agent/models/quality-floor.js';
import { runShell } from '../../../agent/shell/run-shell.js';
import { attack } from '../../attack/attack.js';
import { testWorld } from '../shell/test-world.js';

let folder = '';
let env: Record<string, string> = {};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'llmos-own-'));
  env = { XDG_DATA_HOME: join(folder, 'data'), XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const CONTENT = 'GGUF, as far as anybody asks here';
const DIGEST = createHash('sha256').update(CONTENT).digest('hex');

function bring(content = CONTENT): string {
  const path = join(folder, 'Mine-Q4.gguf');
  writeFileSync(path, content);
  return path;
}

async function llmsh(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const world = testWorld({ env, home: folder, cwd: folder });
  const code = await runShell(['--plain', ...argv], world);
  return { code, out: world.out.join(''), err: world.err.join('') };
}

const add = (...more: string[]) => llmsh('model', 'add', bring(), ...more);

describe('a gguf of one’s own', () => {
  it('is taken under a name with the digest that its publisher names, then known like any other', async () => {
    const added = await add('--name', 'mine', '--sha256', DIGEST.toUpperCase(), '--context', '4096');
    expect(added).toMatchObject({
      code: 0,
      out: expect.stringMatching(/mine\.gguf, not measured; to use it: llmsh model use mine/),
    });
    const { entry, path } = await locateModel('mine', env);
    expect(entry).toMatchObject({ sha256: DIGEST, bytes: CONTENT.length, context: 4096, wrapper: 'auto' });
    expect(readFileSync(path, 'utf8')).toBe(CONTENT);
    // no second copy of a file that may have some gigabytes
    expect(statSync(path).ino).toBe(statSync(join(folder, 'Mine-Q4.gguf')).ino);
    await verifyModel({ entry, path }, join(folder, 'cache'));
    expect(belowFloor(entry)).toBeUndefined();
    expect((await llmsh('model', 'list')).out).toMatch(
      / {2}mine {2}mine, 0 MB, your own file, not measured\n {4}.*mine\.gguf/,
    );
    expect((await llmsh('model', 'rm', 'mine')).code).toBe(0);
    expect([existsSync(path), findKnownModel('mine', env)]).toEqual([false, undefined]);
  });

  it.each([
    ['without a name and a digest', [], /none of the known models.*--name NAME --sha256 DIGEST/],
    ['with a digest of another file', ['--name', 'mine', '--sha256', 'a'.repeat(64)], /not the file that you named/],
    ['under the name of a known model', ['--name', 'default', '--sha256', DIGEST], /name of another model/],
    ['under the file name of a known model', ['--name', 'qwen2.5-coder-1.5b', '--sha256', DIGEST], /name of another/],
    ['under a name that leaves the folder', ['--name', '../evil', '--sha256', DIGEST], /a name is lowercase letters/],
    ['for no context', ['--name', 'mine', '--sha256', DIGEST, '--context', '12'], /from 2048/],
  ])('is refused %s', async (_, more, reason) => {
    const refused = await add(...more);
    expect(refused.code).not.toBe(0);
    expect(refused.err).toMatch(reason);
    expect(existsSync(join(folder, 'data/llm-os/models/own.json'))).toBe(false);
  });

  it('is refused where it is no gguf, or cannot be read', async () => {
    writeFileSync(join(folder, 'page.gguf'), '<html>');
    expect((await llmsh('model', 'add', join(folder, 'page.gguf'))).err).toMatch(/is no gguf file/);
    expect((await llmsh('model', 'add', join(folder, 'none.gguf'))).err).toMatch(/cannot be read/);
    expect((await llmsh('model', 'add', folder)).err).toMatch(/cannot be read/);
  });

  it('that is gone is not offered for fetching', async () => {
    await add('--name', 'mine', '--sha256', DIGEST);
    rmSync(join(folder, 'data/llm-os/models/mine.gguf'));
    await expect(locateModel('mine', env)).rejects.toThrow(/llmsh model add takes it from a file/);
  });

  attack(
    'that is changed afterwards is not loaded',
    { without: 'verifyModel without the comparison: the changed file was loaded', tries: 1 },
    async () => {
      await add('--name', 'mine', '--sha256', DIGEST);
      const { entry, path } = await locateModel('mine', env);
      writeFileSync(path, CONTENT.replace('anybody', 'nobody!'));
      await expect(verifyModel({ entry, path }, join(folder, 'cache'))).rejects.toMatchObject({
        code: 'model_corrupt',
      });
    },
  );

  attack(
    'cannot take the place of a known model by a list that was written by hand',
    { without: 'knownModels without `taken`: title and file led to the other entry', tries: 3 },
    () => {
      const models = join(folder, 'data/llm-os/models');
      mkdirSync(models, { recursive: true });
      const own = { name: 'x', title: 'x', file: 'x.gguf', bytes: 1, sha256: 'b'.repeat(64), licence: 'x' };
      const rest = { least_memory: 1, context: 4096, wrapper: 'auto' };
      const known = knownModels({ LLMOS_MODELS: '/nowhere' });
      for (const taken of [{ name: 'default' }, { title: 'qwen2.5-coder-1.5b' }, { file: known[0]?.file ?? '' }]) {
        writeFileSync(
          join(models, 'own.json'),
          JSON.stringify({ version: 1, models: [{ ...own, ...rest, ...taken }] }),
        );
        expect(knownModels(env)).toEqual(known);
      }
      writeFileSync(
        join(models, 'own.json'),
        JSON.stringify({ version: 1, models: [{ ...own, ...rest, file: '../x.gguf' }] }),
      );
      expect(knownModels(env)).toEqual(known);
    },
  );
});
