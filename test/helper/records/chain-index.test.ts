import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ChainIndex } from '../../../helper/records/chain-index.js';
import { formatLink, GENESIS, parseLink, sha256 } from '../../../helper/records/chain-entry.js';
import { NO_SECRETS } from '../../../helper/records/records.js';
import { openRecords } from '../../../helper/records/open-records.js';
import { ADMINISTRATOR } from '../../../helper/call/defaults.js';
import type { Tier } from '../../../helper/call/types.js';
import { subjectOf } from '../actions/call-action.js';

const CALLS = 3000;
const KEPT = 1024;

function see(index: ChainIndex, uid: number, record: string): void {
  for (const kind of ['authorized', 'closed']) {
    const entry = parseLink(formatLink(GENESIS, { n: 1, kind, record, uid }, sha256).line.trimEnd(), sha256);
    if (entry) index.see(entry);
  }
}

it('a person with any number of calls costs memory for the latest of them, and nobody else theirs', () => {
  const index = new ChainIndex();
  see(index, 1001, 'early');
  for (let n = 1; n <= CALLS; n += 1) see(index, 1000, `r${n}`);
  const kept = new Map(index.state.seen);
  expect(kept.get(1000)?.length).toBe(KEPT);
  expect(index.has({ uid: 1000, record: `r${CALLS}` })).toBe(true);
  expect(index.has({ uid: 1000, record: 'r1' })).toBe(false);
  expect(index.has({ uid: 1001, record: 'early' })).toBe(true);
  expect(index.has({ uid: 1000, record: 'early' })).toBe(false);
  expect(index.unclosed).toEqual([]);
  const again = new ChainIndex();
  again.restore(index.state);
  expect(again.state).toEqual(index.state);
});

// as short as a call can make them
it('a ring has no room for as many calls as are kept', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'llmos-index-'));
  const store = await openRecords({ directory, journal: { write: () => {} } });
  const tier: Tier = { name: 'x', description: '', message: '', defaults: ADMINISTRATOR, runsAs: 'root' };
  for (let n = 0; n < KEPT; n += 1) {
    const record = store.begin({ id: `r${n}`, action: 'x', subject: subjectOf(), params: {}, hidden: NO_SECRETS });
    await record.asking(tier, {});
  }
  const lines = readFileSync(join(directory, 'rings', `${subjectOf().uid}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n');
  expect(lines.length).toBeLessThan(KEPT);
  rmSync(directory, { recursive: true });
});
