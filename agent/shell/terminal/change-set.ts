import { display } from '../../../interfaces/display.js';
import type { ChangedPath, ChangedState } from '../../operator-client/rehearsals.js';

/** most lines of changes that give no power */
const MOST_LINES = 40;
/** most lines of one directory: more changes of one kind below it are one line */
const MOST_OF_PLACE = 6;

const SIGNS: Readonly<Record<string, string>> = { created: '+', deleted: '-', replaced: '~', mode: 'm', owner: 'o' };

/** lines of a change set: those that give power first, one by one; many others of one kind in one place are one line */
export function renderChanges(changes: readonly ChangedPath[]): string[] {
  const first = changes.filter(givesPower);
  const rest = changes.filter(each => !givesPower(each));
  const copies = rest.filter(each => isLockOrCopy(each, changes));
  const lines = groupsOf(rest.filter(each => !copies.includes(each))).flatMap(renderGroup);
  const more = lines.length - MOST_LINES;
  return [
    ...first.map(each => renderOne(each) + (each.code ? '  (the system runs code from here)' : '')),
    ...lines.slice(0, MOST_LINES),
    ...(more > 0 ? [`  and ${more} lines more (--json has all)`] : []),
    ...(copies.length > 0 ? [`  ${copies.length} empty lock files and copies of old files (--json lists them)`] : []),
  ];
}

// the system runs code from there, everybody may write to it, or it runs as its owner
function givesPower({ code, after }: ChangedPath): boolean {
  if (code) return true;
  return after !== undefined && after.kind !== 'symlink' && (Number.parseInt(after.mode, 8) & 0o6002) !== 0;
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
  if (change === 'mode' || change === 'owner') return differenceOf(before, after);
  const state = after ?? before;
  if (!state) return '';
  const size = state.kind === 'file' ? `, ${before && after ? `${before.size} → ` : ''}${state.size} bytes` : '';
  const target = state.kind === 'symlink' ? ` to ${display(state.target)}` : '';
  const access = before && after ? differenceOf(before, after) : `${ownerOf(state)} ${state.mode}`;
  return `${change} ${state.kind}${target}${size}${access === '' ? '' : `, ${access}`}`;
}

function differenceOf(before: ChangedState | undefined, after: ChangedState | undefined): string {
  const [owner, was] = [ownerOf(after), ownerOf(before)];
  const [mode, old] = [after?.mode ?? '', before?.mode ?? ''];
  return [owner === was ? '' : `owner ${was} → ${owner}`, mode === old ? '' : `mode ${old} → ${mode}`]
    .filter(Boolean)
    .join(', ');
}

function ownerOf(state: ChangedState | undefined): string {
  return state ? `${state.uid}:${state.gid}` : '';
}

// an empty lock, or `file-` with the bytes that `file` had before, as passwd and its like keep them
function isLockOrCopy({ path, after }: ChangedPath, changes: readonly ChangedPath[]): boolean {
  if (after?.kind !== 'file') return false;
  if (path.endsWith('.lock')) return after.size === 0;
  if (!path.endsWith('-')) return false;
  const before = changes.find(other => other.path === path.slice(0, -1))?.before;
  return before?.kind === 'file' && before.sha256 === after.sha256;
}
