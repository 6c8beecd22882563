import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';

// the other side of a comparison, or the key, that makes a word a role, a kind or the like and no name
const DISCRIMINANTS = new Set(['kind', 'type', 'role', 'op', 'encoding', 'from']);
// variables that hold a step, its parameters or a result, and types of such
const HOLDERS = new Set(['step', 'result', 'params', 'parameters', 'details', 'values', 'Step', 'Parameters']);
const NAMING_KEYS = new Set(['action', 'param', 'tier']);

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** names to look for */
export interface Names {
  /** actions, tiers and parameters; with a dash or an underscore they count everywhere, else only where one is used */
  readonly all: ReadonlySet<string>;
  readonly tiers: ReadonlySet<string>;
  /** fields of results: members of lists, and keys of a result */
  readonly results: ReadonlySet<string>;
  /** keys of previews: members of lists only */
  readonly previews: ReadonlySet<string>;
}

/**
 * words of a source that are a name: string literals (keys in brackets, operands of `===` and `in`, members of arrays,
 * values of `action`, `param` and `tier`), keys of a destructured step and of an object with an `action`, and tiers, or
 * the beginning or end of one, in texts and regular expressions
 */
export function nameLiterals(file: string, text: string, names: Names): string[] {
  const found: string[] = [];
  visit(parseSync(file, text).program, [], (node, parents) => {
    if (node.type === 'Literal') found.push(...literalNames(node, parents, names));
    if (node.type === 'Property') found.push(...keyNames(node, parents, names));
  });
  return found;
}

/** the same for each of some files that has any */
export function namesBySource(files: readonly string[], names: Names): Readonly<Record<string, readonly string[]>> {
  const found = files.map(file => [file, [...new Set(nameLiterals(file, readFileSync(file, 'utf8'), names))]] as const);
  return Object.fromEntries(found.filter(([, words]) => words.length > 0));
}

function literalNames(node: Node, parents: readonly Node[], { all, tiers, results, previews }: Names): string[] {
  const { value, regex } = node;
  if (regex !== undefined) return tierPieces(String(Object(regex).pattern), tiers);
  if (typeof value !== 'string') return [];
  if (all.has(value) && (/[-_]/.test(value) || isUsedAsName(parents))) return [value];
  if ((results.has(value) || previews.has(value)) && isMember(parents)) return [value];
  if (results.has(value) && isKeyOfHolder(parents.at(-1))) return [value];
  return isPieceOf(value, tiers) ? [value] : [];
}

// `-own-`, `create-`: some words of a tier with a dash at an end
function isPieceOf(text: string, tiers: ReadonlySet<string>): boolean {
  return (
    /^-[\w-]{3}|[\w-]{3}-$/.test(text) &&
    [...tiers].some(tier => `-${tier}-`.includes(`-${text.replaceAll(/^-|-$/g, '')}-`))
  );
}

function tierPieces(pattern: string, tiers: ReadonlySet<string>): string[] {
  const pieces = pattern.match(/-?[a-z]+(?:-[a-z]+)*-?/g) ?? [];
  return pieces.filter(piece => (piece.includes('-') && tiers.has(piece)) || isPieceOf(piece, tiers));
}

function keyNames(node: Node, parents: readonly Node[], { all, results }: Names): string[] {
  const key = nameOf(node['key']);
  const owner = parents.at(-1);
  if (owner === undefined || node['computed'] === true) return [];
  if (owner.type === 'ObjectPattern' && results.has(key) && isHolder(owner, parents.slice(0, -1))) return [key];
  if (!all.has(key)) return [];
  if (owner.type === 'ObjectExpression' && key.includes('_')) return [key];
  if (owner.type === 'ObjectPattern') return isHolder(owner, parents.slice(0, -1)) ? [key] : [];
  // the tier of a planned call is an option of the bus
  return hasAction(owner) && key !== 'tier' && key !== 'kind' ? [key] : [];
}

function hasAction(object: Node): boolean {
  const properties = Array.isArray(object['properties']) ? object['properties'] : [];
  return properties.some(property => isNode(property) && nameOf(property['key']) === 'action');
}

// `{ … } = step`, `{ … }: Step`, `{ step: { … } }`
function isHolder(pattern: Node, parents: readonly Node[]): boolean {
  const parent = parents.at(-1);
  const typed = isNode(pattern['typeAnnotation']) ? pattern['typeAnnotation']['typeAnnotation'] : undefined;
  if (isNode(typed) && HOLDERS.has(nameOf(typed['typeName']))) return true;
  if (parent?.type === 'VariableDeclarator') return HOLDERS.has(nameOf(parent['init']));
  if (parent?.type === 'AssignmentPattern') return HOLDERS.has(nameOf(parent['right']));
  return parent?.type === 'Property' && HOLDERS.has(nameOf(parent['key']));
}

function visit(node: unknown, parents: readonly Node[], take: (node: Node, parents: readonly Node[]) => void): void {
  if (Array.isArray(node)) for (const item of node) visit(item, parents, take);
  if (!isNode(node) || node.type === 'ImportDeclaration' || node.type === 'TSLiteralType') return;
  take(node, parents);
  for (const value of Object.values(node)) visit(value, [...parents, node], take);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function isKeyOfHolder(parent: Node | undefined): boolean {
  return parent?.type === 'MemberExpression' && HOLDERS.has(nameOf(parent['object']));
}

function isUsedAsName(parents: readonly Node[]): boolean {
  const parent = parents.at(-1);
  if (isKeyOfHolder(parent)) return true;
  if (parent?.type === 'BinaryExpression')
    return !sides(parent).some(name => DISCRIMINANTS.has(name) || name === 'fieldKind');
  if (isMember(parents)) return true;
  return parent?.type === 'Property' && NAMING_KEYS.has(nameOf(parent['key']));
}

// `new Set<Kind>([…])` holds kinds, which the compiler checks
function isMember(parents: readonly Node[]): boolean {
  const made = parents.at(-2);
  if (parents.at(-1)?.type !== 'ArrayExpression' || made?.type !== 'NewExpression') return false;
  const types = isNode(made['typeArguments']) ? made['typeArguments']['params'] : [];
  return !(Array.isArray(types) && types.some(type => isNode(type) && nameOf(type['typeName']) === 'Kind'));
}

function sides({ left, right }: Node): string[] {
  return [nameOf(left), nameOf(right)];
}

// the last word of an identifier, a member or a call: `message.role`, `fieldKind(field)`
function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  if (node.type === 'Identifier') return String(node['name']).replace(/Of$/, '');
  if (node.type === 'MemberExpression') return nameOf(node['property']);
  if (node.type === 'ChainExpression') return nameOf(node['expression']);
  return node.type === 'CallExpression' ? nameOf(node['callee']) : '';
}
