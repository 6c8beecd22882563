import * as z from 'zod';
import { checkPath, refuseDenied } from '../files/path-check.js';
import type { Bounds } from '../config/config.js';
import { display } from '../../interfaces/display.js';
import { isCodePlace } from '../config/places.js';
import { isBelow } from '../worker/path-patterns.js';
import type { RehearsalChange, Manifest, RehearsalState } from '../worker/rehearsal/protocol.js';
import { bringsContent, isGivenAway } from '../worker/rehearsal/invert.js';

const side = {
  kind: z.string(),
  mode: z.string().describe('octal permissions'),
  uid: z.uint32(),
  gid: z.uint32(),
  size: z.number(),
  sha256: z.string(),
  target: z.string(),
};

export const rowSchema = z.strictObject({
  path: z.string(),
  change: z.string(),
  code: z.boolean().describe('true in a place that the system runs code from'),
  before: z.strictObject(side).optional(),
  after: z.strictObject(side).optional(),
  text: z.string().optional().describe('what a short text file will hold'),
});

export type Row = z.infer<typeof rowSchema>;

/** a change as callers are told of it */
export function toRow({ path, change, before, after }: RehearsalChange, { paths }: Bounds, text?: string): Row {
  const code = isCodePlace(path, paths);
  const sides = { ...(before && { before: toSide(before) }), ...(after && { after: toSide(after) }) };
  return { path, change, code, ...sides, ...(text !== undefined && { text }) };
}

function toSide(state: RehearsalState) {
  return { ...state, mode: state.mode.toString(8).padStart(4, '0') };
}

// files below which lies what people's programs run
const HOMES = ['/home/*/.*'];

/** the spelling of each path, and no denied place among them or below what brings its own content along */
export function checkChanges({ changes }: Manifest, bounds: Bounds): void {
  for (const change of changes) {
    const { path, to, from } = change;
    for (const each of [path, to, from]) if (each !== undefined) checkPath(each, bounds);
    const brought = bringsContent(change) ? (to ?? path) : undefined;
    if (brought !== undefined && isBelow(brought, bounds.paths.denied)) throw refuseDenied(brought);
  }
}

export function touchesCode({ changes, as }: Manifest, bounds: Bounds): boolean {
  const { code } = bounds.paths;
  const people = as === 'root' ? HOMES : [];
  return changes.some(change => {
    const { path, to = path } = change;
    const given = isGivenAway(change);
    const isWhole = given || change.change === 'erased' || bringsContent(change) || change.before?.kind === 'symlink';
    const isAbove = isWhole && (isBelow(path, code) || isBelow(to, code));
    return (
      isAbove || (given && isBelow(path, people)) || isCodePlace(path, bounds.paths) || isCodePlace(to, bounds.paths)
    );
  });
}

const WORDS = {
  created: 'created',
  replaced: 'changed',
  deleted: 'deleted',
  mode: 'mode',
  owner: 'owner',
  moved: 'moved',
  erased: 'deleted for good',
} as const;

/** a change set in a line: `2 created, 1 changed below /etc` */
export function summarize({ changes }: Pick<Manifest, 'changes'>): string {
  if (changes.length === 0) return 'no change';
  const counts = Object.entries(WORDS).flatMap(([change, word]) => {
    const count = changes.filter(each => each.change === change).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return `${counts.join(', ')} below ${commonDirectory(changes.map(({ path }) => path))}`;
}

const MAX_SHOWN = 80;

function commonDirectory(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map(path => path.split('/').slice(1, -1));
  const shared = others.reduce((length, other) => {
    const differs = first.slice(0, length).findIndex((name, at) => other[at] !== name);
    return differs < 0 ? length : differs;
  }, first.length);
  const common = `/${first.slice(0, shared).join('/')}`;
  return display(common).length <= MAX_SHOWN ? common : '/';
}
