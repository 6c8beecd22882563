import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Subject, Tier } from '../../../helper/call/types.js';
import { Chain } from '../../../helper/records/chain.js';
import type { ChainKeeper } from '../../../helper/records/chain-keeper.js';
import { openRecords } from '../../../helper/records/open-records.js';
import { OperatorError } from '../../../interfaces/errors.js';

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
const admin = { any: 'auth_admin', inactive: 'auth_admin', active: 'auth_admin' } as const;
const free = { any: 'yes', inactive: 'yes', active: 'yes' } as const;
const TIER = { name: 'write', description: '', message: '', runsAs: 'root' } as const;
const tier = (defaults: Tier['defaults']): Tier => ({ ...TIER, defaults });
const told: { message: string; fields: object }[] = [];
const journal = { write: (_: string, message: string, fields = {}) => void told.push({ message, fields }) };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'llmos-store-'));
  told.length = 0;
});
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(open.splice(0).map(keeper => keeper.close()));
  rmSync(directory, { recursive: true });
});

const open: ChainKeeper[] = [];
async function openStore(options: { readonly maxUidBytes?: number } = {}) {
  const store = await openRecords({ directory, journal, ...options });
  open.push(store.keeper);
  return store;
}

const hidden = new Set(['content', 'stdin']);
const start = (params: object = {}, id = 'r1') => ({ id, action: 'write-file', subject, params, hidden });
const chain = () => readFileSync(join(directory, 'records.jsonl'), 'utf8');
const ring = () => readFileSync(join(directory, 'rings', '1000.jsonl'), 'utf8');

describe('records', () => {
  it('puts an authorized call into the chain before it runs, and its end after', async () => {
    const store = await openStore();
    const record = store.begin(start({ path: '/etc/motd' }));
    await record.asking(tier(admin), { path: '/etc/motd', display_path: '/etc/motd' });
    await record.authorized();
    expect(JSON.parse(chain())).toMatchObject({
      kind: 'authorized',
      record: 'r1',
      uid: 1000,
      user: 'sam',
      action_id: 'org.llmos.operator1.write',
      details: { path: '/etc/motd' },
      params: { path: '/etc/motd' },
    });
    await record.close('done');
    expect(chain().split('\n')).toHaveLength(3);
    const { hash } = JSON.parse(chain().split('\n')[1] ?? '');
    expect(told.at(-1)?.fields).toMatchObject({ LLMOS_RECORD: 'r1', LLMOS_OUTCOME: 'done', LLMOS_HASH: hash });
  });

  it('keeps what asks nobody, and what was refused, out of the chain', async () => {
    const store = await openStore();
    const easy = store.begin(start());
    await easy.asking(tier(free), {});
    await easy.authorized();
    await easy.close('done');
    const refused = store.begin(start({}, 'r2'));
    await refused.asking(tier(admin), {});
    await refused.fail(new OperatorError('dismissed', 'no'));
    await store.keeper.settle();
    expect(chain()).toBe('');
    expect(ring()).toContain('"record":"r2","action":"write-file","kind":"refused","outcome":"dismissed"');
  });

  it('records no content, only its size and a digest that is of no use without the key', async () => {
    const store = await openStore();
    const secret = 'hunter2';
    const long = 'x'.repeat(300);
    const record = store.begin(start({ path: '/a', content: secret, stdin: secret, argv: ['a', long] }));
    await record.asking(tier(admin), { path: '/a', new_digest: 'abc' });
    await record.authorized();
    const all = chain() + ring() + JSON.stringify(told);
    for (const word of [secret, long, '"abc"']) expect(all).not.toContain(word);
    expect(JSON.parse(chain()).params.content).toMatchObject({
      bytes: 7,
      hmac: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(statSync(join(directory, 'key')).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, 'records.jsonl')).mode & 0o777).toBe(0o600);
  });

  it('says interrupted where the end of a record was never written', async () => {
    const store = await openStore();
    const record = store.begin(start());
    await record.asking(tier(admin), {});
    await record.authorized();
    const next = await openStore();
    await next.keeper.settle();
    expect(JSON.parse(chain().split('\n')[1] ?? '')).toMatchObject({ record: 'r1', outcome: 'interrupted' });
    expect(told.at(-1)?.fields).toMatchObject({ LLMOS_OUTCOME: 'interrupted' });
  });

  it('waits for the work that outlived the process which began it, and takes its end from there', async () => {
    const { keeper } = await openStore();
    await keeper.begin('lives', 1000, {});
    await keeper.begin('gone', 1000, {});
    let end: (outcome: string) => void = () => {};
    const work = new Promise<string>(resolve => (end = resolve));
    const next = await openRecords({ directory, journal, living: async () => new Map([['lives', work]]) });
    open.push(next.keeper);
    const settled = next.settle?.();
    await next.keeper.begin('new', 1000, {});
    expect(chain()).toContain('"record":"gone","uid":1000,"outcome":"interrupted"');
    expect(chain()).not.toContain('"kind":"closed","record":"lives"');
    end('done');
    await settled;
    expect(chain()).toContain('"kind":"closed","record":"lives","uid":1000,"outcome":"done"');
  });

  it('refuses only the uid whose share is full', async () => {
    const { keeper } = await openStore({ maxUidBytes: 6500 });
    for (let at = 0; at < 2; at += 1) {
      await keeper.begin(`a${at}`, 1000, { params: 'x'.repeat(1000) });
      await keeper.end(`a${at}`, 1000, 'done');
    }
    await expect(keeper.begin('b', 1000, {})).rejects.toMatchObject({ code: 'audit-failed' });
    await expect(keeper.begin('c', 1001, {})).resolves.toHaveLength(64);
  });

  it('runs nothing more once a chain is found broken', async () => {
    const first = await openStore();
    await first.keeper.begin('a', 1000, {});
    await first.keeper.end('a', 1000, 'done');
    const spoilt = chain().replace('"done"', '"fine"');
    writeFileSync(join(directory, 'records.jsonl'), spoilt);
    const second = await openStore();
    await expect(second.keeper.begin('b', 1000, {})).rejects.toMatchObject({
      code: 'audit-failed',
      message: expect.stringMatching(/line 2/),
    });
  });

  it('lets nothing run where the record cannot be put on disk', async () => {
    const store = await openStore();
    vi.spyOn(Chain.prototype, 'append').mockRejectedValueOnce(new Error('no space left'));
    const record = store.begin(start());
    await record.asking(tier(admin), {});
    await expect(record.authorized()).rejects.toMatchObject({
      code: 'audit-failed',
      message: expect.stringMatching(/nothing was done/),
    });
  });

  it('frees its reserve for the end of a record when the disk is full', async () => {
    const { keeper } = await openStore();
    await keeper.begin('a', 1000, {});
    expect(statSync(join(directory, 'reserve')).size).toBeGreaterThan(4096);
    vi.spyOn(Chain.prototype, 'append').mockRejectedValueOnce(new Error('no space left'));
    await keeper.end('a', 1000, 'done');
    expect(statSync(join(directory, 'reserve')).size).toBe(0);
    expect(chain()).toContain('"outcome":"done"');
  });

  it('says that it was done where its end cannot be written, and runs nothing more', async () => {
    const { keeper } = await openStore();
    await keeper.begin('a', 1000, {});
    const failing = vi.spyOn(Chain.prototype, 'append').mockRejectedValue(new Error('no space left'));
    await expect(keeper.end('a', 1000, 'done')).rejects.toMatchObject({
      code: 'audit-failed',
      message: expect.stringMatching(/was done/),
    });
    failing.mockRestore();
    await expect(keeper.begin('b', 1000, {})).rejects.toMatchObject({ code: 'audit-failed' });
  });

  it('loses only the oldest lines of a ring that is full', async () => {
    const { rings } = await openStore();
    for (let at = 0; at < 400; at += 1) await rings.append(1000, { at, text: 'x'.repeat(500) });
    const kept = await rings.read(1000);
    expect(statSync(join(directory, 'rings', '1000.jsonl')).size).toBeLessThanOrEqual(128 * 1024);
    expect(kept.at(-1)).toMatchObject({ at: 399 });
    expect(kept.length).toBeGreaterThan(100);
  });
});
