import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { down, execIn, shIn, type System, up } from './driver.js';

// what it writes stays on record: not on the machine that others use
process.env['LLMOS_MACHINE'] = 'records';

const systems: readonly System[] = ['trixie', 'bookworm'];
const MANY = 10_000;
const MOST_OF_UID = 16 * 1024 * 1024;

describe.each(systems)('ten thousand records, %s', os => {
  beforeAll(async () => {
    await up(os);
    const script = '/root/many-records.mjs';
    await execIn(os, ['sh', '-c', `cat >${script}`], { input: readFileSync('test/machine/many-records.mjs') });
    await shIn(os, `systemctl stop llmos-operator; /usr/lib/llm-os/node ${script} ${MANY}; systemctl reset-failed`);
  });

  afterAll(() => down(os));

  async function timed(...argv: string[]) {
    const begun = Date.now();
    const ran = await execIn(os, argv);
    console.log(`${os}: ${argv.join(' ')} took ${Date.now() - begun} ms over ${MANY} records`);
    return ran;
  }

  it('are verified whole, and the latest of them told', async () => {
    const verified = await timed('llmsh', 'audit', 'verify');
    expect([verified.status, verified.stdout]).toEqual([0, expect.stringMatching(/^intact/)]);
    expect(Number(/^records: (\d+)/m.exec(verified.stdout)?.[1])).toBeGreaterThanOrEqual(MANY);
    const history = await timed('llmsh', '--json', 'history', '--limit', '20');
    expect(JSON.parse(history.stdout).records).toHaveLength(20);
  });

  it('stay inside the bound of their directory', async () => {
    const bytes = Number((await shIn(os, 'du -sb /var/lib/llm-os/operator')).split('\t')[0]);
    console.log(`${os}: ${bytes} bytes in the state directory`);
    expect(bytes).toBeLessThan(2 * MOST_OF_UID);
  });
});
