import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { attack } from '../../attack/attack.js';
import type { Subject, Tier } from '../../../helper/call/types.js';
import { cut } from '../../../helper/records/cut.js';
import { NO_SECRETS } from '../../../helper/records/records.js';
import { openRecords } from '../../../helper/records/open-records.js';

const subject: Subject = {
  sender: ':1.5',
  uid: 1000,
  gid: 1000,
  userName: 'sam',
  home: '/home/sam',
  ownTiers: true,
  ownTiersReason: '',
  interactive: true,
  session: 'c1',
  remote: false,
};
const free = { any: 'yes', inactive: 'yes', active: 'yes' } as const;
const tier: Tier = { name: 'exec-confined', description: '', message: '', defaults: free, runsAs: 'caller' };
const journal = { write: () => {} };

attack(
  'one call with long arguments makes a record so long that earlier ones are lost',
  { without: 'with arguments and summary uncut one call of 1.2 MB left nothing else in the file of its uid', tries: 2 },
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'llmos-long-'));
    const store = await openRecords({ directory, journal });
    const ring = () => readFileSync(join(directory, 'rings', '1000.jsonl'), 'utf8');
    const call = async (id: string, argv: readonly string[]) => {
      const record = store.begin({ id, action: 'exec', subject, params: { argv }, hidden: NO_SECRETS });
      await record.asking(tier, { argv: JSON.stringify(argv) }, `run ${argv.join(' ')}`);
      await record.authorized();
      await record.close('done');
    };
    await call('first', ['cat', '/etc/shadow']);
    for (let n = 0; n < 5; n += 1) await call(`long${n}`, ['ls', ...Array<string>(250).fill('é'.repeat(250))]);
    await call('larger', ['ls', 'x'.repeat(1_200_000)]);
    expect(ring()).toContain('/etc/shadow');
    expect(
      Math.max(
        ...ring()
          .split('\n')
          .map(line => line.length),
      ),
    ).toBeLessThan(4096);
    await store.keeper.close();
    rmSync(directory, { recursive: true });
  },
);

it('never cuts a character in two', () => {
  expect(cut(`${'x'.repeat(8)}😀yy`, 10)).toBe(`${'x'.repeat(8)}…`);
});
