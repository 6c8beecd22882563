import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
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
