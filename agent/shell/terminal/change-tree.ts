import { display } from '../../../interfaces/display.js';
import type { ChangedPath } from '../../operator-client/rehearsals.js';
import { commonPlace } from './change-words.js';

/** changes of one kind in a directory that are shown one by one; of more, only the first ones are */
const MOST_OF_KIND = 6;
const SHOWN_OF_MANY = 3;
const SIGNS: Readonly<Record<string, string>> = { created: '+', deleted: '-', replaced: '~', mode: 'm', owner: 'o' };

export function signOf(change: string): string {
  return SIGNS[change] ?? '?';
}

interface Node {
  readonly children: Map<string, Node>;
  change?: ChangedPath;
}

/** changes as a tree of their directories: what came or went as a whole is one line, many of one kind are their first and a number */
export function renderTree(changes: readonly ChangedPath[], wordsOf: (change: ChangedPath) => string): string[] {
  const [only, ...others] = changes;
  if (only === undefined) return [];
  if (others.length === 0) return [`  ${signOf(only.change)} ${display(only.path)}  ${wordsOf(only)}`];
  const base = commonPlace(changes.map(({ path }) => path));
  const root: Node = { children: new Map() };
  for (const change of changes) insert(root, change.path.slice(base === '/' ? 1 : base.length + 1).split('/'), change);
  const head = base === '/' ? '/' : `${base}/`;
  return [`  ${display(head)}`, ...linesOf(root, '    ', wordsOf)];
}

function insert(root: Node, names: readonly string[], change: ChangedPath): void {
  let at = root;
  for (const name of names) {
    const next = at.children.get(name) ?? { children: new Map() };
    at.children.set(name, next);
    at = next;
  }
  at.change = change;
}

type Words = (change: ChangedPath) => string;

function linesOf({ children }: Node, indent: string, wordsOf: Words): string[] {
  const entries = Array.from(children, ([name, child]) => collapse(name, child));
  const kinds = entries.map(({ node }) => foldedKind(node));
  const [counts, seen] = [countEach(kinds), new Map<string, number>()];
  return entries.flatMap((entry, index) => {
    const kind = kinds[index];
    if (kind === undefined) return branch(entry, indent, wordsOf);
    const [all, at] = [counts.get(kind) ?? 0, (seen.get(kind) ?? 0) + 1];
    seen.set(kind, at);
    if (all <= MOST_OF_KIND || at <= SHOWN_OF_MANY) return [folded(entry, kind, indent, wordsOf)];
    return at === all ? [`${indent}${signOf(kind)} ${all - SHOWN_OF_MANY} more ${wordOf(kind)}`] : [];
  });
}

function countEach(kinds: readonly (string | undefined)[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const kind of kinds) if (kind !== undefined) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

interface Entry {
  readonly name: string;
  readonly node: Node;
}

// a directory in which only one thing changed is a part of that one's name
function collapse(name: string, node: Node): Entry {
  const [only, ...more] = node.children;
  if (only === undefined || more.length > 0 || node.change !== undefined) return { name, node };
  return collapse(`${name}/${only[0]}`, only[1]);
}

// the kind of all changes from here on, where this is one of them and nothing else happened to it
function foldedKind(node: Node): string | undefined {
  const kind = node.change?.change;
  if (kind === undefined) return undefined;
  if (node.children.size === 0) return kind;
  const whole = (kind === 'created' || kind === 'deleted') && everyKind(node, kind);
  return whole && (kind === 'deleted' || sizeOf(node) > MOST_OF_KIND) ? kind : undefined;
}

function everyKind({ change, children }: Node, kind: string): boolean {
  return change?.change === kind && Array.from(children.values()).every(child => everyKind(child, kind));
}

function sizeOf({ children }: Node): number {
  return Array.from(children.values()).reduce((sum, child) => sum + 1 + sizeOf(child), 0);
}

function folded({ name, node }: Entry, kind: string, indent: string, wordsOf: Words): string {
  const { change } = node;
  const inside = sizeOf(node);
  const words = change ? wordsOf(change) : '';
  return `${indent}${signOf(kind)} ${display(name)}${inside > 0 ? '/' : ''}  ${words}${inside > 0 ? `, with ${inside} in it` : ''}`;
}

function branch({ name, node }: Entry, indent: string, wordsOf: Words): string[] {
  const { change } = node;
  const own = change ? `${signOf(change.change)} ${display(name)}/  ${wordsOf(change)}` : `${display(name)}/`;
  return [`${indent}${own}`, ...linesOf(node, `${indent}  `, wordsOf)];
}

function wordOf(kind: string): string {
  return kind === 'replaced' ? 'changed' : kind === 'mode' || kind === 'owner' ? `with another ${kind}` : kind;
}
