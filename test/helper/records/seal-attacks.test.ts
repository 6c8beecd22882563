import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditChain } from '../../../helper/records/verify-archives.js';
import { Chain } from '../../../helper/records/chain.js';
import { formatLink, GENESIS, sha256 } from '../../../helper/records/chain-entry.js';
import { ChainIndex } from '../../../helper/records/chain-index.js';
import { writeFile } from '../../../helper/actions/files/write-file.js';
import { openRecords } from '../../../helper/records/open-records.js';
import { START } from '../../../helper/records/verify.js';
import { ChainVerifier } from '../../../helper/records/chain-verifier.js';
import { subjectOf } from '../actions/call-action.js';

const ASK = { any: 'auth_admin', inactive: 'auth_admin', active: 'auth_admin' } as const;
const CALLS = 300;
const LINES = 2 * CALLS - 1;
const AT = '2026-01-01T00:00:00.000Z';

let directory: string;
let path: string;
let digested: number;
const underKey = (key: string) => (text: string) => {
  digested += 1;
  return sha256(`${key}${text}`);
};
const digest = underKey('ours');

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'llmos-seal-'));
  path = join(directory, 'records.jsonl');
  writeFileSync(path, chainOf(digest));
});
afterEach(() => rmSync(directory, { recursive: true }));

// every call but the last has its end
function chainOf(by: typeof digest): string {
  const lines: string[] = [];
  for (let n = 1, prev = GENESIS; n <= LINES; n += 1) {
    const call = {
      kind: n % 2 ? 'authorized' : 'closed',
      record: `r${(n + 1) >> 1}`,
      uid: n % 2 ? 1000 + (n % 3) : 1000,
    };
    const { line, hash } = formatLink(prev, { n, at: AT, ...call }, by);
    lines.push(line);
    prev = hash;
  }
  return lines.join('');
}

// as a process that starts
async function start(by = digest) {
  digested = 0;
  const tally = new ChainIndex();
  const walks = new ChainVerifier(by);
  const walk = await walks.walk(path, undefined, tally);
  return { walk, walks, tally, digested };
}

const audit = async (hashes: readonly string[] = []) => auditChain(path, hashes, new ChainVerifier(digest));
const seal = () => readFileSync(`${path}.seal`, 'utf8');

describe('a chain that an earlier process found in order', () => {
  it('is not walked again, and everything of its calls is known all the same', async () => {
    const first = await start();
    expect(first.digested).toBeGreaterThan(LINES);
    const second = await start();
    expect(second.digested).toBeLessThan(5);
    expect(second.walk).toEqual(first.walk);
    expect(second.tally.state).toEqual(first.tally.state);
    expect(second.tally.unclosed).toMatchObject([{ record: `r${CALLS}`, uid: 1002, fields: { n: LINES } }]);
    expect(second.tally.bytes.size).toBe(3);
  });

  it('goes on from there, and is sealed anew only once that is worth it', async () => {
    await start();
    const sealed = seal();
    const { chain } = await Chain.open({ path, now: () => new Date(0), digest, walks: new ChainVerifier(digest) });
    const hash = await chain.append({ kind: 'closed', record: `r${CALLS}`, uid: 1000, outcome: 'done' });
    await chain.close();
    const { walk, tally } = await start();
    expect(walk).toMatchObject({ last: { hash, count: LINES + 1 }, known: { lines: LINES + 1, records: CALLS } });
    expect(tally.unclosed).toEqual([]);
    expect(seal()).toBe(sealed);
    expect((await audit([hash])).intact).toBe(true);
  });

  it('is not sealed while it is short', async () => {
    writeFileSync(path, chainOf(digest).split('\n').slice(0, 9).join('\n'));
    await start();
    expect(existsSync(`${path}.seal`)).toBe(false);
  });
});

describe('what a caller sends', () => {
  // the digest of it is shown to them in their own records
  it('is not signed as a line that would go on from the last one', async () => {
    rmSync(path);
    const records = await openRecords({ directory, journal: { write: () => {} } });
    const content = `{"prev":"${GENESIS}","n":1,"at":"${AT}","kind":"authorized","record":"forged","uid":0`;
    const record = records.begin({
      id: 'mine',
      action: 'write-file',
      subject: subjectOf({ uid: 1000 }),
      params: { content },
      hidden: writeFile.hidden,
    });
    await record.asking({ name: 'write', description: '', message: '', defaults: ASK, runsAs: 'root' }, {});
    await record.authorized();
    await record.close('done');
    expect((await records.verify([])).intact).toBe(true);
    const signed = JSON.parse(readFileSync(path, 'utf8').split('\n')[0] ?? '').params.content.hmac;
    expect(signed).toMatch(/^[0-9a-f]{64}$/);
    writeFileSync(path, `${content},"hash":"${signed}"}\n`);
    const { intact, facts } = await records.verify([]);
    expect([intact, facts['broken_line']?.value]).toEqual([false, 1]);
    await records.keeper.close();
  });
});

describe('a seal', () => {
  it('hides no byte that was changed below it', async () => {
    await start();
    writeFileSync(path, readFileSync(path, 'utf8').replace('"record":"r7","uid":1001', '"record":"r7","uid":1009'));
    const { walk, tally } = await start();
    expect(walk.broken?.line).toBe(13);
    expect(tally.bytes.has(1009)).toBe(false);
    const { intact, facts } = await audit();
    expect([intact, facts['broken_line']?.value]).toEqual([false, 13]);
  });

  it('hides no line that was taken out, nor two that changed places', async () => {
    await start();
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, lines.toSpliced(20, 1).join('\n'));
    expect((await audit()).facts['broken_line']?.value).toBe(21);
    writeFileSync(path, lines.toSpliced(20, 2, lines[21] ?? '', lines[20] ?? '').join('\n'));
    expect((await audit()).facts['broken_line']?.value).toBe(21);
  });

  it('that was put beside a chain that was cut hides nothing from the journal', async () => {
    const { walk } = await start();
    const sealed = seal();
    truncateSync(path, readFileSync(path, 'utf8').split('\n').slice(0, 550).join('\n').length + 1);
    writeFileSync(`${path}.seal`, sealed);
    const { intact, facts } = await audit([walk.last.hash]);
    expect([intact, facts['missing']?.value, facts['lines']?.value]).toEqual([false, 1, 550]);
  });

  it('that was made with another key, with the chain that belongs to it, makes nothing believed', async () => {
    const other = underKey('theirs');
    writeFileSync(path, chainOf(other));
    await start(other);
    expect((await start()).walk.broken?.line).toBe(1);
    expect((await audit()).intact).toBe(false);
  });

  it.each([
    ['with one number changed', (text: string) => text.replace('"lines":599', '"lines":598')],
    ['cut in the middle', (text: string) => text.slice(0, text.length >> 1)],
    ['that is empty', () => ''],
    ['without its digest', (text: string) => text.slice(0, text.lastIndexOf('\n') + 1)],
    ['that is a line of the chain', () => readFileSync(path, 'utf8').split('\n')[0] ?? ''],
  ])('%s is not read, and the chain is walked', async (_, spoil) => {
    const first = await start();
    writeFileSync(`${path}.seal`, spoil(seal()));
    const second = await start();
    expect(second.digested).toBeGreaterThan(LINES);
    expect(second.tally.state).toEqual(first.tally.state);
  });

  it('does not make a file follow from what it does not follow from', async () => {
    await start();
    const walks = new ChainVerifier(digest);
    expect((await walks.walk(path, START)).broken).toBeUndefined();
    expect((await walks.walk(path, { hash: sha256('another'), count: 7 })).broken?.line).toBe(1);
  });

  it('says nothing of what was cut off behind it', async () => {
    await start();
    const lost = sha256('lost');
    appendFileSync(path, `{"prev":"","hash":"${lost}"}`);
    await Chain.open({ path, now: () => new Date(0), digest, walks: new ChainVerifier(digest) }).then(({ chain }) =>
      chain.close(),
    );
    const { intact, facts } = await audit([lost]);
    expect([intact, facts['missing']?.value, facts['broken_line']]).toEqual([false, 1, undefined]);
  });
});
