import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import type { ServiceBus } from '../../helper/bus/connection.js';
import { echo } from '../../helper/actions/programs/echo.js';
import { openRecords } from '../../helper/records/open-records.js';
import { isTagged } from '../../interfaces/signature.js';
import { callOperator, startRig, type Rig } from './operator.js';
import { IS_ROOT, OTHER_UID } from './private-bus.js';
import { probeAction } from './test-actions.js';

type Row = Readonly<Record<string, unknown>>;

let directory: string;
let rig: Rig;
let bus: ServiceBus;

const start = () =>
  startRig({
    registry: [echo, probeAction().action],
    records: () => openRecords({ directory, journal: { write: () => {} } }),
  });

beforeEach(async () => {
  directory = join(mkdtempSync(join(tmpdir(), 'records-')), 'operator');
  rig = await start();
  bus = await rig.on.connect();
});
afterEach(async () => {
  bus.close();
  await rig.stop();
});

const plain = (row: unknown): Row =>
  Object.fromEntries(
    Object.entries(Object(row)).map(([key, tagged]) => [key, isTagged(tagged) ? tagged.value : tagged]),
  );

async function list(options = {}, as = bus): Promise<Row[]> {
  const [rows] = await callOperator(as, 'ListRecords', 'a{sv}', [options]);
  return Array.isArray(rows) ? rows.map(plain) : [];
}

async function touch(path: string, as = bus): Promise<string> {
  const [, details] = await callOperator(as, 'TouchThing', 'sa{sv}', [path, {}]);
  return String(plain(details)['record']);
}

const all = { all: { signature: 'b', value: true } };
const refused = { dbusName: 'org.llmos.Error.NotAuthorized' };

describe('history', () => {
  it('tells what was done, refused and free, the latest first', async () => {
    const record = await touch('/a');
    await callOperator(bus, 'Echo', 'sa{sv}', ['hello', {}]);
    rig.polkitd.decide = () => 'no';
    await expect(touch('/b')).rejects.toMatchObject(refused);
    const rows = await list();
    expect(rows.map(({ action, outcome, summary }) => [action, outcome, summary])).toEqual([
      ['touch_thing', 'not-authorized', 'touch /b'],
      ['echo', 'done', 'repeat hello'],
      ['touch_thing', 'done', 'touch /a'],
    ]);
    expect(rows[2]).toMatchObject({ record, tier: 'touch-thing', undo: 'no' });
    expect(rows[2]).not.toHaveProperty('params');
  });

  it('tells one call whole, and as many as were asked for', async () => {
    const record = await touch('/a');
    await touch('/b');
    expect(await list({ limit: { signature: 'u', value: 1 } })).toHaveLength(1);
    for (const signature of ['y', 'n', 'q', 'i', 'x', 't']) {
      const value = 'xt'.includes(signature) ? 1n : 1;
      expect(await list({ limit: { signature, value } })).toHaveLength(1);
    }
    await expect(list({ limit: { signature: 't', value: 2n ** 64n - 1n } })).rejects.toThrow(
      /limit: expected a number/,
    );
    const [row, ...more] = await list({ record: { signature: 's', value: record } });
    expect(more).toEqual([]);
    expect(JSON.parse(String(row?.['params']))).toEqual({ path: '/a' });
    const later = new Date(Date.now() + 60_000).toISOString();
    expect(await list({ since: { signature: 's', value: later } })).toEqual([]);
  });

  it.each([
    ['limit', { signature: 'u', value: 100_000 }],
    ['limit', { signature: 's', value: '5' }],
    ['since', { signature: 's', value: 'yesterday' }],
    ['record', { signature: 's', value: '../../key' }],
    ['all', { signature: 's', value: 'yes' }],
    ['uid', { signature: 'u', value: 0 }],
  ])('refuses a wrong %s', async (key, value) => {
    await expect(list({ [key]: value })).rejects.toMatchObject({
      dbusName: 'org.freedesktop.DBus.Error.InvalidArgs',
      message: expect.stringContaining(key),
    });
  });

  attack(
    'a secret in a parameter is kept in the records',
    { without: 'without the shapes of secrets it stood in the file' },
    async () => {
      await touch('/a?password=hunter2');
      await callOperator(bus, 'TouchThing', 'sa{sv}', [
        '/b',
        {
          note: {
            signature: 's',
            value: 'use ghp_0123456789abcdefghij0123456789abcdef and -----BEGIN PRIVATE KEY-----\nAAAA',
          },
        },
      ]);
      expect(JSON.stringify(await list())).not.toContain('hunter2');
      const written = readFileSync(join(directory, 'records.jsonl'), 'utf8');
      for (const secret of ['hunter2', 'ghp_0123456789', 'AAAA']) expect(written).not.toContain(secret);
    },
  );

  if (IS_ROOT) {
    attack(
      'somebody reads the records of others',
      { without: 'without the choice by uid theirs were told too' },
      async () => {
        await touch('/mine');
        const other = await rig.on.connect(OTHER_UID);
        await touch('/theirs', other);
        expect((await list()).map(({ summary }) => summary)).toEqual(['touch /mine']);
        const theirs = (await list({}, other))[0]?.['record'];
        expect(await list({ record: { signature: 's', value: theirs } })).toEqual([]);
        rig.polkitd.decide = ({ actionId }) => (actionId.endsWith('manage-records') ? 'no' : 'yes');
        await expect(list(all)).rejects.toMatchObject(refused);
        await expect(callOperator(bus, 'VerifyRecords', 'a{sv}', [{}])).rejects.toMatchObject(refused);
        rig.polkitd.decide = () => 'yes';
        expect((await list(all)).map(({ summary }) => summary)).toEqual(
          expect.arrayContaining(['touch /mine', 'touch /theirs', "see everybody's records"]),
        );
        other.close();
      },
    );
  }
});

describe('the chain', () => {
  const chain = () => join(directory, 'records.jsonl');
  async function verify(options = {}): Promise<{ intact: unknown; details: Row }> {
    const [intact, details] = await callOperator(bus, 'VerifyRecords', 'a{sv}', [options]);
    return { intact, details: plain(details) };
  }

  it('is intact where nobody touched it', async () => {
    await touch('/a');
    expect(await verify()).toMatchObject({ intact: true, details: { missing: 0, torn: false } });
  });

  it('names the first line that was changed', async () => {
    await touch('/a');
    await touch('/b');
    writeFileSync(chain(), readFileSync(chain(), 'utf8').replace('"path":"/b"', '"path":"/c"'));
    expect(await verify()).toMatchObject({ intact: false, details: { broken_line: 3 } });
  });

  it('names the first line after one that was taken out', async () => {
    await touch('/a');
    await touch('/b');
    const lines = readFileSync(chain(), 'utf8').split('\n');
    writeFileSync(chain(), [lines[0], ...lines.slice(2)].join('\n'));
    // a change that cannot be recorded is refused
    await expect(touch('/c')).rejects.toThrow(/changed by somebody else/);
    expect(await verify()).toMatchObject({ intact: false, details: { broken_line: 2 } });
  });

  it('misses a tail that was cut, where one knows its hash', async () => {
    await touch('/a');
    const last = (await verify()).details['last_hash'];
    // as one who stops the operator first would do it
    await rig.operator.leave('cut');
    const lines = readFileSync(chain(), 'utf8').split('\n');
    writeFileSync(chain(), `${lines.slice(0, -3).join('\n')}\n`);
    await rig.stop();
    rig = await start();
    bus = await rig.on.connect();
    await touch('/more');
    const found = await verify({ hashes: { signature: 'as', value: [last, last] } });
    expect(found).toMatchObject({ intact: false, details: { missing: 1 } });
    expect(found.details).not.toHaveProperty('broken_line');
  });

  it('tells of a line that was cut off', async () => {
    await touch('/a');
    appendFileSync(chain(), '{"prev":"');
    const found = await verify();
    expect(found.intact).toBe(false);
  });
});
