import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditChain } from '../../../helper/records/verify-archives.js';
import { Chain } from '../../../helper/records/chain.js';
import { sha256 } from '../../../helper/records/chain-entry.js';
import { ChainVerifier } from '../../../helper/records/chain-verifier.js';

let directory: string;
let path: string;
let digested: number;
const digest = (text: string) => {
  digested += 1;
  return sha256(`key${text}`);
};
let walks: ChainVerifier;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'llmos-walks-'));
  path = join(directory, 'records.jsonl');
  walks = new ChainVerifier(digest);
});
afterEach(() => rmSync(directory, { recursive: true }));

const reopen = () => Chain.open({ path, now: () => new Date(0), digest, walks: new ChainVerifier(digest) });

async function write(...names: string[]): Promise<string[]> {
  const { chain } = await reopen();
  const hashes: string[] = [];
  for (const record of names) hashes.push(await chain.append({ kind: 'authorized', record, uid: 1000 }));
  await chain.close();
  return hashes;
}

describe('a file of the chain that was walked before', () => {
  it('is walked from where it has grown', async () => {
    const hashes = await write('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
    expect(await walks.walk(path, undefined)).toMatchObject({ known: { lines: 8, records: 8 }, broken: undefined });
    hashes.push(...(await write('i')));
    digested = 0;
    expect(await walks.walk(path, undefined)).toMatchObject({ known: { lines: 9, records: 9 }, broken: undefined });
    expect(digested).toBeLessThan(5);
    expect((await auditChain(path, hashes, walks)).intact).toBe(true);
  });

  it('names the line of what was spoilt behind it, lines that were cut off counted', async () => {
    await write('a');
    appendFileSync(path, '{"cut');
    await write('b');
    await walks.walk(path, undefined);
    await write('c', 'd');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"record":"d"', '"record":"x"'));
    expect((await walks.walk(path, undefined)).broken?.line).toBe(6);
  });

  it('does not follow from another line than before', async () => {
    await write('a');
    await walks.walk(path, undefined);
    expect((await walks.walk(path, { hash: sha256('another'), count: 7 })).broken?.line).toBe(1);
  });

  it('has no hash that stands only in what was cut off', async () => {
    await write('a');
    const lost = sha256('lost');
    appendFileSync(path, `{"prev":"","hash":"${lost}"}`);
    await write('b');
    const { intact, facts } = await auditChain(path, [lost], walks);
    expect([intact, facts['missing']?.value, facts['broken_line']]).toEqual([false, 1, undefined]);
  });
});
