import { createHash } from 'node:crypto';
import type { ChangedPath, Rehearsal } from '../../operator-client/rehearsals.js';
import type { Host } from '../environment/environment.js';
import type { ChangeView } from '../terminal/change-set.js';

const MOST_FILES = 32;
const MOST_BYTES = 32_768;
const MOST_IDS = 32;
const TIMEOUT_MS = 3000;

/** names and old texts beside a change set, read on its machine as the person, and no more than the person may read */
export async function viewOf({ changes }: Rehearsal, root: boolean, host: Host): Promise<ChangeView> {
  const states = changes.flatMap(({ before, after }) => [before, after].flatMap(state => state ?? []));
  const [users, groups, old] = await Promise.all([
    namesOf(
      'passwd',
      states.map(({ uid }) => uid),
      changes,
      host,
    ),
    namesOf(
      'group',
      states.map(({ gid }) => gid),
      changes,
      host,
    ),
    oldTexts(changes, host),
  ]);
  return { names: { users, groups }, runsAs: root ? 0 : host.uid, old };
}

// those that there are, and those that the script would make
async function namesOf(
  database: 'passwd' | 'group',
  ids: readonly number[],
  changes: readonly ChangedPath[],
  { runProgram }: Host,
): Promise<ReadonlyMap<number, string>> {
  const wanted = [...new Set(ids)].slice(0, MOST_IDS).map(String);
  const found = wanted.length === 0 ? '' : await outputOf(runProgram, 'getent', [database, ...wanted]);
  const fresh = changes.find(({ path }) => path === `/etc/${database}`)?.text ?? '';
  const rows = [fresh, found].flatMap(text => text.split('\n').map(line => line.split(':')));
  return new Map(rows.flatMap(([name = '', , id = '']) => (/^\d+$/.test(id) ? [[Number(id), name] as const] : [])));
}

async function oldTexts(changes: readonly ChangedPath[], { runProgram }: Host): Promise<ReadonlyMap<string, string>> {
  const replaced = changes.filter(each => each.text !== undefined && isShort(each)).slice(0, MOST_FILES);
  const texts = await Promise.all(
    replaced.map(async ({ path, before }) => {
      const text = await outputOf(runProgram, 'head', ['-c', String(MOST_BYTES + 1), '--', path]);
      const digest = createHash('sha256').update(text).digest('hex');
      // another text than the rehearsal saw is no part of it
      return digest === before?.sha256 ? [[path, text] as const] : [];
    }),
  );
  return new Map(texts.flat());
}

function isShort({ before }: ChangedPath): boolean {
  return before?.kind === 'file' && before.size <= MOST_BYTES;
}

async function outputOf(run: Host['runProgram'], program: string, args: readonly string[]): Promise<string> {
  const ran = await run(program, args, { timeoutMs: TIMEOUT_MS, exact: true }).catch(() => undefined);
  return ran?.stdout ?? '';
}
