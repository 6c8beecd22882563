import { display } from '../../../interfaces/display.js';
import type { ChangedPath, ChangedState } from '../../operator-client/rehearsals.js';

/** names of the accounts and groups that own something, by id */
export interface Names {
  readonly users: ReadonlyMap<number, string>;
  readonly groups: ReadonlyMap<number, string>;
}

/** `alice:staff`; an id that nobody has stays a number */
function ownerWords({ uid, gid }: ChangedState, { users, groups }: Names): string {
  return `${display(users.get(uid) ?? String(uid))}:${display(groups.get(gid) ?? String(gid))}`;
}

/** permissions as a person reads them: `everybody may read, alice may write` */
function modeWords(state: ChangedState, names: Names): string {
  const bits = Number.parseInt(state.mode, 8);
  const verbs = [
    ['read', 4],
    ['write', 2],
    [state.kind === 'directory' ? 'enter' : 'run', 1],
  ] as const;
  const user = display(names.users.get(state.uid) ?? `user ${state.uid}`);
  const group = `group ${display(names.groups.get(state.gid) ?? String(state.gid))}`;
  const who = (bit: number): string =>
    bits & bit ? 'everybody' : bits & (bit << 3) ? group : bits & (bit << 6) ? user : '';
  const byWho = new Map<string, string[]>();
  for (const [verb, bit] of verbs) {
    const able = who(bit);
    if (able !== '') byWho.set(able, [...(byWho.get(able) ?? []), verb]);
  }
  const alone = byWho.size === 1 && byWho.has(user) ? 'only ' : '';
  const words = Array.from(byWho, ([able, may]) => `${alone}${able} may ${listed(may)}`);
  const sticky = state.kind === 'directory' && bits & 0o1000 ? ', and each take away only what is theirs' : '';
  return words.length === 0 ? 'nobody but root may do anything with it' : `${words.join(', ')}${sticky}`;
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** a change in words, without its path; usual modes of what is new are not worth a word where it belongs to the uid that the script ran as */
export function changeWords({ change, before, after }: ChangedPath, names: Names, runsAs: number): string {
  if (change === 'mode' || change === 'owner') return differenceOf(before, after, names);
  const state = after ?? before;
  if (!state) return change;
  const words = [
    `${change === 'replaced' ? 'changed' : change} ${KINDS[state.kind] ?? display(state.kind)}`,
    state.kind === 'symlink' ? `to ${display(state.target)}` : '',
    sizeWords(before, after),
    before && after ? differenceOf(before, after, names) : '',
    !before && after && !isUsual(after, runsAs) ? `${ownerWords(after, names)}, ${modeWords(after, names)}` : '',
  ];
  return words
    .filter(word => word !== '')
    .join(', ')
    .replace('link, to', 'link to');
}

const KINDS: Readonly<Record<string, string>> = { file: 'file', directory: 'directory', symlink: 'link' };

function isUsual({ kind, mode, uid, gid }: ChangedState, runsAs: number): boolean {
  if (uid !== runsAs || (runsAs === 0 && gid !== 0)) return false;
  return kind === 'symlink' || mode === (kind === 'directory' ? '0755' : '0644');
}

function sizeWords(before: ChangedState | undefined, after: ChangedState | undefined): string {
  const [old, fresh] = [before, after].map(state => (state?.kind === 'file' ? state.size : undefined));
  if (old === undefined && fresh === undefined) return '';
  return old !== undefined && fresh !== undefined && old !== fresh
    ? `${old} → ${fresh} bytes`
    : `${fresh ?? old} ${(fresh ?? old) === 1 ? 'byte' : 'bytes'}`;
}

function differenceOf(before: ChangedState | undefined, after: ChangedState | undefined, names: Names): string {
  if (!before || !after) return '';
  const [was, owner] = [ownerWords(before, names), ownerWords(after, names)];
  return [
    owner === was ? '' : `owner ${was} → ${owner}`,
    before.mode === after.mode || after.kind === 'symlink'
      ? ''
      : `mode ${before.mode} → ${after.mode} (${modeWords(after, names)})`,
  ]
    .filter(Boolean)
    .join(', ');
}

const DONE = {
  erased: 'deleted for good',
  replaced: 'changed',
  created: 'created',
  deleted: 'deleted',
  moved: 'moved',
};

/** a change set in a line: `3 files changed, 1 created, 120 deleted below /usr/share/doc` */
export function summaryOf(changes: readonly ChangedPath[]): string {
  if (changes.length === 0) return 'no change';
  const words = { ...DONE, mode: 'with another mode', owner: 'with another owner' };
  const counts = Object.entries(words).flatMap(([change, word]) => {
    const count = changes.filter(each => each.change === change).length;
    return count === 0 ? [] : [{ count, word }];
  });
  const [first, ...others] = counts;
  const noun = nounOf(changes, first?.count ?? 0);
  const texts = [
    `${first?.count ?? 0} ${noun} ${first?.word ?? ''}`,
    ...others.map(({ count, word }) => `${count} ${word}`),
  ];
  return `${texts.join(', ')} below ${display(commonPlace(changes.map(({ path }) => path)))}`;
}

function nounOf(changes: readonly ChangedPath[], count: number): string {
  const kinds = new Set(changes.map(({ before, after }) => (after ?? before)?.kind));
  const [one, many] = kinds.size > 1 ? ['entry', 'entries'] : (NOUNS[[...kinds][0] ?? ''] ?? ['entry', 'entries']);
  return (count === 1 ? one : many) ?? 'entries';
}

const NOUNS: Readonly<Record<string, readonly string[]>> = {
  file: ['file', 'files'],
  directory: ['directory', 'directories'],
  symlink: ['link', 'links'],
};

export function commonPlace(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map(path => path.split('/').slice(1, -1));
  const end = first.findIndex((name, at) => others.some(other => other[at] !== name));
  return `/${(end < 0 ? first : first.slice(0, end)).join('/')}`;
}
