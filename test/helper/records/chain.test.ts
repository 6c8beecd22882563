import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Chain } from '../../../helper/records/chain.js';
import { sha256, type ChainEntry } from '../../../helper/records/chain-entry.js';
import { verifyChain } from '../../../helper/records/verify.js';
import { ChainVerifier } from '../../../helper/records/chain-verifier.js';

const digest = (text: string) => sha256(`key${text}`);
let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'llmos-chain-'));
  path = join(directory, 'records.jsonl');
});
afterEach(() => rmSync(directory, { recursive: true }));

const reopen = () => Chain.open({ path, now: () => new Date(0), digest, walks: new ChainVerifier(digest) });
async function brokenAt(): Promise<string | undefined> {
  const { chain, broken } = await reopen();
  await chain.close();
  return broken;
}
const read = () => readFileSync(path, 'utf8');
function walk() {
  const links: ChainEntry[] = [];
  return { links, ...verifyChain(read(), digest, { visit: link => void links.push(link) }) };
}

async function write(...names: string[]): Promise<void> {
  const { chain } = await reopen();
  for (const record of names) await chain.append({ kind: 'authorized', record, uid: 1000 });
  await chain.close();
}

describe('the chain of records', () => {
  it('goes on where it was, and verifies', async () => {
    await write('a', 'b');
    await write('c');
    const { links, broken, torn } = walk();
    expect(links.map(({ fields }) => [fields['n'], fields['record']])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]);
    expect([broken, torn]).toEqual([undefined, '']);
  });

  it('keeps lines in order when many are written at once', async () => {
    const { chain } = await reopen();
    await Promise.all(Array.from({ length: 50 }, (_, at) => chain.append({ record: String(at) })));
    await chain.close();
    const { links, broken } = walk();
    expect(broken).toBeUndefined();
    expect(links.map(({ fields }) => fields['record'])).toEqual(Array.from({ length: 50 }, (_, at) => String(at)));
  });

  it.each([
    ['a changed value', (lines: string[]) => lines.with(1, lines[1]?.replace('"b"', '"x"') ?? ''), 2],
    ['a line taken out', (lines: string[]) => lines.toSpliced(1, 1), 2],
    ['two lines swapped', (lines: string[]) => [lines[0] ?? '', lines[2] ?? '', lines[1] ?? '', ''], 2],
    ['a line put in twice', (lines: string[]) => lines.toSpliced(1, 0, lines[0] ?? ''), 2],
    ['the start cut off', (lines: string[]) => lines.slice(1), 1],
    ['a line that is no record', (lines: string[]) => lines.toSpliced(2, 0, 'noise'), 3],
  ])('names the first broken line after %s', async (_, spoil, line) => {
    await write('a', 'b', 'c');
    writeFileSync(path, spoil(read().split('\n')).join('\n'));
    expect(verifyChain(read(), digest).broken?.line).toBe(line);
    expect(await brokenAt()).toContain(`line ${line}`);
  });

  it('keeps a line that was cut off, tells of it, and goes on', async () => {
    await write('a');
    appendFileSync(path, '{"prev":"1234","n":2,"at"');
    await write('b');
    expect(read()).toContain('{"prev":"1234","n":2,"at"\n');
    const { links, broken } = walk();
    expect(broken).toBeUndefined();
    expect(links.map(({ fields }) => fields['kind'])).toEqual(['authorized', 'torn', 'authorized']);
  });

  it('tells of a line that was cut off in one write: killed between two, the chain would count as broken', async () => {
    await write('a');
    appendFileSync(path, '{"cut');
    const probe = await open(path);
    const appended = vi.spyOn<FileHandle, 'appendFile'>(Object.getPrototypeOf(probe), 'appendFile');
    await probe.close();
    await brokenAt();
    expect(appended.mock.calls.map(([text]) => String(text))).toEqual([
      expect.stringMatching(/^\n\{.*"kind":"torn".*\}\n$/),
    ]);
    appended.mockRestore();
    expect(await brokenAt()).toBeUndefined();
  });

  it('does not take a torn line for in order that was changed afterwards', async () => {
    await write('a');
    appendFileSync(path, '{"cut');
    await write('b');
    writeFileSync(path, read().replace('{"cut', '{"cat'));
    expect(verifyChain(read(), digest).broken?.line).toBe(2);
  });
});
