import { randomUUID } from 'node:crypto';
import type { UnitStarter } from '../units/unit-starter.js';
import { cageProperties } from '../sandbox/sandboxes.js';
import { askUnit } from '../units/run-query.js';

export interface PublicFiles {
  readonly units: UnitStarter;
  readonly signal: AbortSignal;
  /** directories to search, down to `depth` levels */
  readonly places: readonly string[];
  readonly depth: number;
  /** names of the files that are read; all where there are none */
  readonly names?: readonly string[];
}

const NOBODY = { uid: 65534, gid: 65534, home: '/nonexistent' };
const PRINT = ['-exec', '/usr/bin/grep', '-s', '-H', '-a', '--null', '', '{}', '+'];
const MAX_BYTES = 1024 * 1024;

/** lines of small files that anybody may read, by path: read as a throw-away user, since the helper opens nothing itself */
export async function readPublicFiles(options: PublicFiles): Promise<ReadonlyMap<string, readonly string[]>> {
  const { units, signal, places, depth, names = [] } = options;
  const chosen = names.flatMap((name, index) => [...(index === 0 ? [] : ['-o']), '-name', name]);
  const filter = chosen.length > 0 ? ['(', ...chosen, ')'] : [];
  const { stdout } = await askUnit(units, {
    id: `look-${randomUUID()}`,
    description: 'look at the machine',
    argv: ['/usr/bin/find', '-L', ...places, '-maxdepth', String(depth), '-type', 'f', ...filter, ...PRINT],
    properties: cageProperties('system', NOBODY),
    signal,
    maxBytes: MAX_BYTES,
  });
  return parseLines(stdout);
}

/** `path NUL line` for each line */
function parseLines(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const row of text.split('\n')) {
    const end = row.indexOf('\0');
    if (end < 0) continue;
    const path = row.slice(0, end);
    const lines = found.get(path) ?? [];
    lines.push(row.slice(end + 1));
    found.set(path, lines);
  }
  return found;
}
