import { z } from 'zod';
import type { World } from './world.js';

const ENTRIES = '2000';
// by a field of their own: however many calls were refused since, they push none of these lines out of sight
const CHAIN = ['_SYSTEMD_UNIT=llmos-operator.service', 'LLMOS_CHAIN=1'];
const entry = z.looseObject({ LLMOS_HASH: z.string().regex(/^[0-9a-f]{64}$/) });

/** what the journal says was written to the chain; empty for who may not read it */
export async function journalHashes(world: World): Promise<string[]> {
  const options = ['--quiet', '--no-pager', '--output=json', '--output-fields=LLMOS_HASH', `--lines=${ENTRIES}`];
  const ran = await world
    .runProgram('journalctl', [...options, ...CHAIN], { timeoutMs: 20_000 })
    .catch(() => undefined);
  if (ran?.exitCode !== 0) return [];
  return ran.stdout.split('\n').flatMap(line => {
    const parsed = entry.safeParse(parseJson(line));
    return parsed.success ? [parsed.data.LLMOS_HASH] : [];
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
