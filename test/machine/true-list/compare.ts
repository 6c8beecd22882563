import { UNSTEADY } from './excluded.js';

/** one side of a change, as a snapshot has it or as a rehearsal tells it */
export interface State {
  readonly kind: string;
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly sha256: string;
  readonly target: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** hard links */
  readonly names?: number;
}

export interface Difference {
  readonly path: string;
  readonly before?: State | null;
  readonly after?: State | null;
}

/** changes as lines, so that two lists can be held against one another */
export function toLines(changes: readonly Difference[]): string[] {
  return changes.flatMap(change => {
    const [before, after] = [describe(change, 'before'), describe(change, 'after')];
    return before === after ? [] : [`${JSON.stringify(change.path)}: ${before} -> ${after}`];
  });
}

function describe({ path, ...sides }: Difference, side: 'before' | 'after'): string {
  const state = sides[side];
  if (!state) return 'nothing';
  const { kind, mode, uid, gid, size, sha256, target, attributes = {}, names = 1 } = state;
  // an attribute that stays as it was is no change; any other one no list holds
  const other = sides[side === 'before' ? 'after' : 'before'];
  const shown =
    JSON.stringify(attributes) === JSON.stringify(other?.attributes ?? {}) ? '' : JSON.stringify(attributes);
  const content = path in UNSTEADY ? '' : `${size} ${sha256.slice(0, 16)}`;
  return [kind, mode, `${uid}:${gid}`, content, target, shown, names === 1 ? '' : `${names} names`]
    .filter(Boolean)
    .join(' ');
}
