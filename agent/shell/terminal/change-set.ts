import { display } from '../../../interfaces/display.js';
import type { ChangedPath, ChangedState } from '../../operator-client/rehearsals.js';

const MOST_LINES = 40;
/** most lines of one directory: more changes of one kind below it are one line */
const MOST_OF_PLACE = 6;

const SIGNS: Readonly<Record<string, string>> = { created: '+', deleted: '-', replaced: '~', mode: 'm', owner: 'o' };

/** changes as lines a person grasps: one for each path, many of one kind in one place folded into one */
export function renderChanges(changes: readonly ChangedPath[]): string[] {
  const lines: string[] = [];
  for (const group of groupsOf(changes.filter(each => !isBeside(each, changes)))) lines.push(...renderGroup(group));
  const beside = changes.filter(each => isBeside(each, changes)).length;
  if (beside > 0) lines.push(`  ${beside} lock files and copies of what was there (--json lists them)`);
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), `  and ${lines.length - MOST_LINES} lines more (--json has all)`];
}

interface Group {
  readonly directory: string;
  readonly change: string;
  readonly changes: ChangedPath[];
}

function groupsOf(changes: readonly ChangedPath[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const change of changes) {
    const directory = change.path.split('/').slice(0, 4).join('/');
    const key = `${change.change} ${directory}`;
    const group = groups.get(key) ?? { directory, change: change.change, changes: [] };
    group.changes.push(change);
    groups.set(key, group);
  }
  return Array.from(groups.values());
}

function renderGroup({ directory, change, changes }: Group): string[] {
  if (changes.length <= MOST_OF_PLACE) return changes.map(renderOne);
  return [`  ${SIGNS[change] ?? '?'} ${changes.length} ${change} in ${display(directory)}`];
}

function renderOne({ path, change, before, after }: ChangedPath): string {
  return `  ${SIGNS[change] ?? '?'} ${display(path)}  ${wordsOf(change, before, after)}`;
}

function wordsOf(change: string, before: ChangedState | undefined, after: ChangedState | undefined): string {
  if (change === 'mode') return `mode ${before?.mode ?? ''} → ${after?.mode ?? ''}`;
  if (change === 'owner') return `owner ${ownerOf(before)} → ${ownerOf(after)}`;
  const state = after ?? before;
  if (!state) return '';
  const size = state.kind === 'file' ? `, ${before && after ? `${before.size} → ` : ''}${state.size} bytes` : '';
  const target = state.kind === 'symlink' ? ` to ${display(state.target)}` : '';
  return `${change} ${state.kind}${target}${size}, ${ownerOf(state)} ${state.mode}`;
}

function ownerOf(state: ChangedState | undefined): string {
  return state ? `${state.uid}:${state.gid}` : '';
}

// part of the truth of a script, and nothing that a person wants to read first
function isBeside({ path }: ChangedPath, changes: readonly ChangedPath[]): boolean {
  if (/(\.lock|\/\.pwd\.lock)$/.test(path)) return true;
  return path.endsWith('-') && changes.some(other => other.path === path.slice(0, -1));
}
