import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { WorkerSession } from '../../../helper/files/worker-session.js';
import { attack } from '../../attack/attack.js';
import { LocalUnits } from './local-units.js';
import { inspecting, openSession } from './open-session.js';
import { bundleWorker } from './worker-bundle.js';

const PLACES = ['/etc/*.d', '/etc/*.conf', '/usr/lib/*', '/usr/bin', '/boot', '/home/*/.*'];
const ROUNDS = 150;

describe('how long the worker looks', () => {
  let top: string;
  let session: WorkerSession;
  let units: LocalUnits;

  beforeAll(async () => {
    // root looks into no directory that others may write to
    top = mkdtempSync(join(process.getuid?.() === 0 ? '/var/lib' : tmpdir(), 'llmos-timing-'));
    mkdirSync(join(top, 'there'));
    writeFileSync(join(top, 'there', 'file'), 'x');
    writeFileSync(join(top, 'there', 'large'), Buffer.alloc(12 * 1024 * 1024));
    units = new LocalUnits(bundleWorker());
    session = await openSession(units);
    const { kind } = await session.inspect(inspecting(join(top, 'there/file')));
    if (kind !== 'file') throw new Error('the worker does not see the file');
  });
  afterAll(async () => {
    await session.end();
    rmSync(top, { recursive: true });
  });

  const timed = async (path: string): Promise<number> => {
    const before = performance.now();
    await session.inspect({ ...inspecting(path), denied: PLACES, code: PLACES }).catch(() => undefined);
    return performance.now() - before;
  };
  const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

  attack(
    'a path that ends on the way, a file or a large one shows in how long root looks',
    { without: 'what ended on the way was answered in a tenth of the time', tries: ROUNDS * 4, fast: 30 * 4 },
    async ({ tries }) => {
      const paths = ['there/file', 'there/large', 'there/none', 'none/none'].map(name => join(top, name));
      const took = paths.map((): number[] => []);
      for (let round = 0; round < tries / 4; round += 1) {
        for (const [index, path] of paths.entries()) took[index]?.push(await timed(path));
      }
      const [file = 0, ...others] = took.map(median);
      // far below what the start of a unit varies by, far above what is measured where nothing ends early
      for (const other of others) expect(Math.abs(Math.log2(other / file))).toBeLessThan(1);
    },
  );
});
