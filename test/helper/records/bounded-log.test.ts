import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { attack } from '../../attack/attack.js';
import { BoundedLogs } from '../../../helper/records/bounded-log.js';

it('waits with sync for every line that was appended before it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'bounded-'));
  const logs = new BoundedLogs(directory);
  const appended = Array.from({ length: 20 }, (_, index) => logs.append(1000, { index }));
  await logs.sync(1000);
  const [name = ''] = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(path =>
    path.endsWith('.jsonl'),
  );
  expect(readFileSync(join(directory, name), 'utf8').trimEnd().split('\n')).toHaveLength(20);
  await Promise.all(appended);
});

attack(
  'one uid’s lines keep those of another waiting',
  { without: 'with one queue for all the line of another uid was the last of 1001 to be written', tries: 1000 },
  async () => {
    const logs = new BoundedLogs(mkdtempSync(join(tmpdir(), 'bounded-')));
    const done: number[] = [];
    const append = async (uid: number) => {
      await logs.append(uid, { text: 'x'.repeat(400) });
      done.push(uid);
    };
    const many = Array.from({ length: 1000 }, () => append(1000));
    await append(1001);
    expect(done.length).toBeLessThan(500);
    await Promise.all(many);
  },
);
