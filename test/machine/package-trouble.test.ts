import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execIn, shIn, type System, up } from './driver.js';
import { ask, type Asked } from './operator.js';
import { BIG, LOCAL, publish, sourceFrom, stateOf, unpublish } from './package-fixtures.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const ARCHIVES = '/var/cache/apt/archives';
const SERVER = '/usr/local/lib/slow-server.py';
const PORT = 8099;

describe.each(systems)('packages where something is wrong with the machine, %s', os => {
  beforeAll(async () => {
    await up(os);
    await publish(os);
  });
  afterAll(() => unpublish(os));

  const install = (name: string): Promise<Asked> => ask(os, undefined, ['InstallPackages', 'asa{sv}', 1, name, 0]);
  const latest = async (): Promise<string> =>
    JSON.parse(await shIn(os, 'llmsh --json history --limit 1')).records[0].outcome;

  const exists = async (path: string) => (await execIn(os, ['test', '-e', path])).status === 0;

  // a server that stops after the first megabyte of what is large, until it is told to go on
  async function withSource(address: string, work: () => Promise<void>): Promise<void> {
    await execIn(os, ['sh', '-c', `cat >${SERVER}`], { input: readFileSync('test/machine/slow-server.py') });
    const begin = `systemd-run -q --unit=llmtest-server python3 ${SERVER} /srv/llmtest ${PORT} /run/llmtest-half /run/llmtest-go; sleep 1`;
    const end = `systemctl stop llmtest-server; rm -f ${SERVER} /run/llmtest-half /run/llmtest-go`;
    await during(begin, end, async () => {
      await sourceFrom(os, address);
      await work();
      await sourceFrom(os, LOCAL);
    });
  }

  async function during(begin: string, end: string, work: () => Promise<void>): Promise<void> {
    await shIn(os, begin);
    try {
      await work();
    } finally {
      await execIn(os, ['sh', '-c', end]);
    }
  }

  it('says that dpkg was interrupted and how to mend it, and claims nothing', async () => {
    // the state after a power cut in the middle of dpkg
    await during('echo x >/var/lib/dpkg/updates/0001', 'rm -f /var/lib/dpkg/updates/0001', async () => {
      const { error } = await install('llmtest-leaf');
      expect(error).toContain('dpkg --configure -a');
      expect(await latest()).toBe('failed');
    });
    expect(await stateOf(os, 'llmtest-leaf')).toBe('');
    expect((await install('llmtest-leaf')).error).toBe('');
    await shIn(os, 'dpkg --purge llmtest-leaf');
  });

  it('says that there is no room for what would be downloaded, and changes nothing', async () => {
    await withSource(`http://127.0.0.1:${PORT}`, async () => {
      await during(`mount -t tmpfs -o size=1m none ${ARCHIVES}`, `umount ${ARCHIVES}`, async () => {
        const { error } = await install('llmtest-big');
        expect(error).toMatch(/nothing was changed: .*free space/);
        expect([await latest(), await stateOf(os, 'llmtest-big')]).toEqual(['failed', '']);
      });
    });
  });

  it('says that a disk is full in the middle of a download, changes nothing, and goes on once there is room', async () => {
    await withSource(`http://127.0.0.1:${PORT}`, async () => {
      await during(`mount -t tmpfs -o size=12m none ${ARCHIVES}`, `umount ${ARCHIVES}`, async () => {
        const asked = install('llmtest-big');
        await expect.poll(() => exists('/run/llmtest-half'), { timeout: 60_000 }).toBe(true);
        await shIn(os, `head -c 20M /dev/zero >${ARCHIVES}/filler || true; touch /run/llmtest-go`);
        expect((await asked).error).toMatch(/nothing was changed: .*No space left on device/);
        expect([await latest(), await stateOf(os, 'llmtest-big')]).toEqual(['failed', '']);
        await shIn(os, `rm ${ARCHIVES}/filler`);
        expect((await install('llmtest-big')).error).toBe('');
        expect([await latest(), await stateOf(os, 'llmtest-big')]).toEqual(['done', 'ii']);
      });
    });
    await shIn(os, 'dpkg --purge llmtest-big');
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
