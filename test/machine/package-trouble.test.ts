import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execIn, shIn, type System, up } from './driver.js';
import { ask, type Asked } from './operator.js';
import { BIG, publish, stateOf, unpublish } from './package-fixtures.js';

const systems: readonly System[] = ['trixie', 'bookworm'];

describe.each(systems)('packages where something is wrong with the machine, %s', os => {
  beforeAll(async () => {
    await up(os);
    await publish(os);
  });
  afterAll(() => unpublish(os));

  const install = (name: string): Promise<Asked> => ask(os, undefined, ['InstallPackages', 'asa{sv}', 1, name, 0]);
  const latest = async (): Promise<string> =>
    JSON.parse(await shIn(os, 'llmsh --json history --limit 1')).records[0].outcome;

  async function during(begin: string, end: string, work: () => Promise<void>): Promise<void> {
    await shIn(os, begin);
    try {
      await work();
    } finally {
      await execIn(os, ['sh', '-c', end]);
    }
  }

  it('says that dpkg was interrupted and how to mend it, and claims nothing', async () => {
    // what a power cut in the middle of dpkg leaves
    await during('echo x >/var/lib/dpkg/updates/0001', 'rm -f /var/lib/dpkg/updates/0001', async () => {
      const { error } = await install('llmtest-leaf');
      expect(error).toContain('dpkg --configure -a');
      expect(await latest()).toBe('failed');
    });
    expect(await stateOf(os, 'llmtest-leaf')).toBe('');
    expect((await install('llmtest-leaf')).error).toBe('');
    await shIn(os, 'dpkg --purge llmtest-leaf');
  });

  it('says that a disk is full while dpkg unpacks, and what is left', async () => {
    await during(`mkdir -p ${BIG}; mount -t tmpfs -o size=1m none ${BIG}`, `umount ${BIG}`, async () => {
      const { error } = await install('llmtest-big');
      expect(error).toMatch(/No space left on device/);
      expect(error).toContain('llmtest-big is not installed');
      expect(await latest()).toBe('failed');
      expect(await stateOf(os, 'llmtest-big')).not.toBe('ii');
    });
    expect((await install('llmtest-big')).error).toBe('');
    expect(await stateOf(os, 'llmtest-big')).toBe('ii');
  });
});
