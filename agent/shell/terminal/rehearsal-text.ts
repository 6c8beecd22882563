import { displayText } from '../../../interfaces/display.js';
import type { ChangedPath, Rehearsal } from '../../operator-client/rehearsals.js';
import { renderChanges, type ChangeView } from './change-set.js';
import { summaryOf } from './change-words.js';
import type { Screen } from './screen.js';

const MOST_LINES = 60;

/** shows what a script said and what it changed in the copy; `results` says where its output goes */
export async function showRehearsal(
  { stdout, stderr, exitStatus, changes, readOnly, truncated }: Rehearsal,
  view: ChangeView,
  screen: Screen,
  results: 'result' | 'output',
): Promise<void> {
  if (stdout !== '') await screen.untrusted(results, displayText(stdout));
  if (stderr !== '') await screen.untrusted('output', displayText(stderr));
  if (truncated) await screen.note('Its output was longer, and is cut.');
  const how = exitStatus === 0 ? '' : screen.paint.yellow(` (the script ended with ${exitStatus})`);
  await screen.note(screen.paint.bold(`  ${summaryOf(changes)}`) + how);
  // its library takes longer to load than all the rest
  const { renderDiffs } = await import('./change-diff.js');
  const lines = [...renderChanges(changes, view), ...renderDiffs(changes, view, screen.paint)];
  if (lines.length > 0) await screen.note(lines.join('\n'));
  if (readOnly.length > 0)
    await screen.note(`  read only in the copy: ${readOnly.map(path => displayText(path)).join(', ')}`);
  await screen.note('  There is no network in a rehearsal, and nothing of the running system: only files are shown.');
}

/** the output of a script that came to nothing, its last lines only */
export async function showEnd({ stdout, stderr }: Rehearsal, screen: Screen): Promise<void> {
  const lines = [stdout, stderr].flatMap(text => (text === '' ? [] : text.replace(/\n$/, '').split('\n')));
  if (lines.length > MOST_LINES) await screen.note(`Its output, the last ${MOST_LINES} of ${lines.length} lines:`);
  if (lines.length > 0) await screen.untrusted('output', `${displayText(lines.slice(-MOST_LINES).join('\n'))}\n`);
}

/** all of a rehearsal, as `--json` prints it */
export interface RehearsalJson {
  readonly exit_status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  readonly undo: string;
  readonly digest: string;
  readonly read_only: readonly string[];
  readonly summary: string;
  readonly applied: boolean;
  readonly record?: string;
  readonly changes: readonly (ChangedPath & { readonly diff?: string })[];
}

export async function rehearsalToJson(
  rehearsal: Rehearsal,
  view: ChangeView | undefined,
  record: string | undefined,
): Promise<RehearsalJson> {
  const { exitStatus, stdout, stderr, truncated, digest, readOnly, changes } = rehearsal;
  const { diffOf } = await import('./change-diff.js');
  const withDiff = (change: ChangedPath): ChangedPath & { readonly diff?: string } => {
    const diff = view === undefined ? '' : diffOf(change, view.old);
    return diff === '' ? change : { ...change, diff };
  };
  return {
    exit_status: exitStatus,
    stdout,
    stderr,
    truncated,
    undo: changes.length === 0 ? 'nothing to undo' : 'yes',
    digest,
    read_only: readOnly,
    summary: summaryOf(changes),
    applied: record !== undefined,
    ...(record !== undefined && { record }),
    changes: changes.map(withDiff),
  };
}
