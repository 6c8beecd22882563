import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { auditChain } from '../../../helper/records/verify-archives.js';
import { Chain } from '../../../helper/records/chain.js';
import { sha256 } from '../../../helper/records/chain-entry.js';
import { ChainVerifier } from '../../../helper/records/chain-verifier.js';
import { attack } from '../../attack/attack.js';

const LINES = 24;
const digest = (text: string) => sha256(`ours${text}`);
const another = (text: string) => sha256(`theirs${text}`);

let directory: string;
let path: string;
/** entries that the journal holds */
let told: string[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'chain-attacks-'));
  path = join(directory, 'records.jsonl');
  told = await write(LINES);
  walks = new ChainVerifier(digest);
  expect(await isIntact()).toBe(true);
});
afterEach(() => rmSync(directory, { recursive: true }));

const open = (key = digest) => Chain.open({ path, now: () => new Date(0), digest: key, walks: new ChainVerifier(key) });

async function write(count: number, key = digest): Promise<string[]> {
  const { chain } = await open(key);
  const hashes: string[] = [];
  for (let at = 0; at < count; at += 1) {
    hashes.push(await chain.append({ kind: 'authorized', record: `r${at}`, uid: 1000 + at, params: { at } }));
  }
  await chain.close();
  return hashes;
}

// one for all of them: what an earlier walk found must not hide what was done since
let walks: ChainVerifier;
const isIntact = async (hashes = told) => (await auditChain(path, hashes, walks)).intact;
const below = (end: number) => Math.floor(Math.random() * end);

/** the file after each spoiling, tried again and again from the same start */
async function spoil(tries: number, change: (whole: Buffer) => Buffer | string, hashes = told): Promise<void> {
  const whole = readFileSync(path);
  for (let at = 0; at < tries; at += 1) {
    const spoilt = Buffer.from(change(whole));
    if (spoilt.equals(whole)) continue;
    writeFileSync(path, spoilt);
    if (await isIntact(hashes)) expect.fail(`not found: ${spoilt.toString().slice(0, 4000)}`);
  }
  writeFileSync(path, whole);
  expect(await isIntact()).toBe(true);
}

describe('the chain of records', () => {
  attack(
    'any bit flipped anywhere is found',
    { without: 'hashes not compared: flips of values passed', tries: 20_000, fast: 1500, timeout: 300_000 },
    ({ tries }) =>
      spoil(tries, whole => {
        const spoilt = Buffer.from(whole);
        const at = below(spoilt.length);
        spoilt[at] = (spoilt[at] ?? 0) ^ (1 << below(8));
        return spoilt;
      }),
  );

  attack(
    'lines moved, repeated, taken out or put in are found',
    {
      without: 'neither the hash before nor the number compared: lines could be moved',
      tries: 20_000,
      fast: 1500,
      timeout: 300_000,
    },
    ({ tries }) =>
      spoil(tries, whole => {
        const lines = whole.toString().split('\n').slice(0, -1);
        const [taken = ''] = lines.splice(below(lines.length), 1);
        const again = below(3);
        if (again > 0) lines.splice(below(lines.length), 0, taken);
        if (again > 1) lines.splice(below(lines.length), 0, taken);
        return `${lines.join('\n')}\n`;
      }),
  );

  attack(
    'a file cut off anywhere, at the end of a line too, is found',
    { without: "the journal's hashes not compared: a tail of whole lines was missed", tries: 8_000, fast: 800 },
    ({ tries }) => spoil(tries, whole => whole.subarray(0, below(whole.length))),
  );

  attack(
    'a chain of another key, whole or from any line on, is found without the journal',
    { without: 'hashed without a key: a chain of their own passed', tries: 400, fast: 60 },
    async ({ tries }) => {
      const ours = readFileSync(path, 'utf8').split('\n').slice(0, -1);
      for (let at = 0; at < tries; at += 1) {
        const kept = at === 0 ? 0 : below(LINES);
        writeFileSync(
          path,
          ours
            .slice(0, kept)
            .map(line => `${line}\n`)
            .join(''),
        );
        forge(kept);
        expect(await isIntact([])).toBe(false);
      }
    },
  );

  function forge(kept: number): void {
    const last = readFileSync(path, 'utf8').split('\n').at(-2) ?? '';
    const prev = kept === 0 ? '0'.repeat(64) : String(JSON.parse(last).hash);
    const body = JSON.stringify({ prev, n: kept + 1, kind: 'authorized', record: 'theirs', uid: 0 }).slice(0, -1);
    const hash = kept % 2 === 0 ? sha256(body) : another(body);
    appendFileSync(path, `${body},"hash":"${hash}"}\n`);
  }

  attack(
    'no record goes into a file that was deleted, replaced, cut off or written by another writer',
    {
      without: 'size and place of the file not looked at: all four were written on, and two broke the chain',
      tries: 4,
    },
    async () => {
      const away = join(directory, 'away');
      const spoilers = [
        async () => rmSync(path),
        async () => (renameSync(path, away), writeFileSync(path, readFileSync(away))),
        async () => truncateSync(path, 100),
        async () => void (await write(1)),
      ];
      const whole = readFileSync(path);
      for (const spoiler of spoilers) {
        writeFileSync(path, whole);
        const { chain } = await open();
        await spoiler();
        await expect(chain.append({ record: 'next' })).rejects.toThrow(/taken away|changed by somebody else/);
        await chain.close();
      }
    },
  );

  attack(
    'files put aside that are changed, exchanged or taken from the middle are found',
    { without: 'each file checked by itself: the exchange was missed', tries: 5 },
    async () => {
      const archives: string[] = [];
      for (let round = 0; round < 3; round += 1) {
        const { chain } = await open();
        archives.push(await chain.rotate());
        await chain.close();
        told.push(...(await write(3)));
      }
      expect(await isIntact()).toBe(true);
      const [first = '', second = '', third = ''] = archives;
      const bytes = new Map([...archives, path].map(file => [file, readFileSync(file)] as const));
      const put = (file: string, from: string) => writeFileSync(file, bytes.get(from) ?? '');
      const spoilers = [
        () => (put(first, second), put(second, first)),
        () => rmSync(second),
        () => writeFileSync(third, readFileSync(third, 'utf8').replace('"uid":1001', '"uid":1002')),
        () => truncateSync(first, readFileSync(first, 'utf8').lastIndexOf('\n', readFileSync(first).length - 2) + 1),
        () => put(path, first),
      ];
      for (const spoiler of spoilers) {
        for (const file of bytes.keys()) put(file, file);
        spoiler();
        expect((await auditChain(path, [], walks)).intact, String(spoiler)).toBe(false);
      }
      // the oldest may be moved to another disk: only the journal still asks for it
      for (const file of bytes.keys()) put(file, file);
      rmSync(first);
      expect(await isIntact([])).toBe(true);
    },
  );
});
