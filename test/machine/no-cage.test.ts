import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeCages, ESCAPES, openCages, victimOf, type Interpreter } from './caged.js';
import { execIn, systemsOfAttacks, up, type System } from './driver.js';

// attempts that fail without a cage too, for lack of hardware or rights: their failure inside proves nothing
const UNSEEN: Readonly<Record<'container' | 'vm', readonly string[]>> = {
  container: [
    'crypto socket',
    'read /proc/kcore',
    'read /dev/kmsg',
    'write /proc/sys/kernel/core_pattern',
    'write /proc/sysrq-trigger',
    'write /sys/kernel/mm/transparent_hugepage/enabled',
    'write /sys/power/state',
    'write /sys/fs/cgroup/cgroup.procs',
    'disk device',
    'memory device',
    'fuse',
    'kvm',
    'realtime',
    'spared when memory ends',
    'kernel module',
    'kexec',
    'io ports',
  ],
  // it is of another version of control groups
  vm: ['write /sys/fs/cgroup/memory/cgroup.procs'],
};

async function tryFreely(os: System, interpreter: Interpreter, user?: string): Promise<readonly string[]> {
  const argv = interpreter === 'sh' ? ['sh', '-s'] : ['python3', '-'];
  // a descriptor that was left open is one of the ways
  const open = ['sh', '-c', 'exec "$@" 5</etc/hostname', 'sh', ...argv, await victimOf(os)];
  const how = user === undefined ? {} : { user };
  const ran = await execIn(os, open, { input: ESCAPES[interpreter], ...how });
  return ran.stdout.trim().split('\n').slice(0, -1);
}

describe.each(systemsOfAttacks)('the ways out of a cage, outside of one, on %s', os => {
  beforeAll(async () => {
    await up(os);
    await openCages(os);
  });
  afterAll(() => closeCages(os));

  // harmless to the kernel that a container shares with its host: dangerous calls get invalid arguments
  it('are open to somebody, each of them', async () => {
    const list = await execIn(os, ['python3', '-', '0', 'list'], { input: ESCAPES.python });
    const ways = list.stdout.trim().split('\n').slice(0, -1);
    expect(ways.length).toBeGreaterThan(100);
    const seen = [...(await tryFreely(os, 'python')), ...(await tryFreely(os, 'python', 'alice'))];
    const unseen = ways.filter(name => !seen.includes(name));
    expect(unseen).toEqual(UNSEEN[os.endsWith('-vm') ? 'vm' : 'container']);
  });

  it('are open to a person with a shell, many of them', async () => {
    const seen = await tryFreely(os, 'sh', 'alice');
    expect(seen).toEqual(expect.arrayContaining(['bus call', 'user namespace', 'kill the victim', 'suid', 'owner']));
    expect(seen.length).toBeGreaterThan(10);
  });
});
