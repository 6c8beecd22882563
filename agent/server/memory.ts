import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const CGROUPS = '/sys/fs/cgroup';

/** bytes that this process may still take: what the machine has available, or less where a cgroup above it says so */
export async function availableMemory(): Promise<number> {
  const meminfo = (await readText('/proc/meminfo')) ?? '';
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  const machine = kilobytes === undefined ? Number.POSITIVE_INFINITY : Number(kilobytes) * 1024;
  return Math.min(machine, await cgroupRoom());
}

async function cgroupRoom(): Promise<number> {
  const memberships = ((await readText('/proc/self/cgroup')) ?? '').split('\n');
  let least = Number.POSITIVE_INFINITY;
  for (const membership of memberships) {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(membership) ?? [];
    if (controllers === '') least = Math.min(least, await roomUpwards(CGROUPS, path, 'memory.max', 'memory.current'));
    if (controllers.split(',').includes('memory')) {
      const files = ['memory.limit_in_bytes', 'memory.usage_in_bytes'] as const;
      least = Math.min(least, await roomUpwards(join(CGROUPS, 'memory'), path, ...files));
    }
  }
  return least;
}

// a limit binds wherever it stands above us
async function roomUpwards(root: string, path: string, limitFile: string, usageFile: string): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let group = path; group !== '/' && group !== '.' && group !== ''; group = dirname(group)) {
    const limit = Number((await readText(join(root, group, limitFile))) ?? 'max');
    const usage = Number((await readText(join(root, group, usageFile))) ?? '0');
    if (Number.isFinite(limit)) least = Math.min(least, limit - usage);
  }
  return least;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
