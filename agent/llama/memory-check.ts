import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ModelError } from '../models/error.js';

const CGROUPS = 'sys/fs/cgroup';

/** bytes that this process may still take: what the machine has available, or less where a cgroup above it says so */
export async function availableMemory(root = '/'): Promise<number> {
  const meminfo = (await readText(join(root, 'proc/meminfo'))) ?? '';
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  const machine = kilobytes === undefined ? Number.POSITIVE_INFINITY : Number(kilobytes) * 1024;
  return Math.min(machine, await cgroupRoom(root));
}

/** refuses what would not fit, before a byte of it is read */
export async function checkMemory(least: number, title: string, root = '/'): Promise<void> {
  const available = await availableMemory(root);
  if (available >= least) return;
  const [need, have] = [least, available].map(bytes => `${Math.floor(bytes / 1e6)} MB`);
  const cure = 'close something, or use a smaller model: llmsh model use small';
  throw new ModelError('not_enough_memory', `${title} needs ${need} of memory, ${have} are free: ${cure}`);
}

async function cgroupRoom(root: string): Promise<number> {
  const groups = join(root, CGROUPS);
  const memberships = ((await readText(join(root, 'proc/self/cgroup'))) ?? '').split('\n');
  let least = Number.POSITIVE_INFINITY;
  for (const membership of memberships) {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(membership) ?? [];
    if (controllers === '') least = Math.min(least, await roomUpwards(groups, path, 'memory.max', 'memory.current'));
    if (controllers.split(',').includes('memory')) {
      const files = ['memory.limit_in_bytes', 'memory.usage_in_bytes'] as const;
      least = Math.min(least, await roomUpwards(join(groups, 'memory'), path, ...files));
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
