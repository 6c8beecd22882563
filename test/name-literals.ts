import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';

// the other side of a comparison, or the key, that makes a word a role, a kind or the like and no name
const DISCRIMINANTS = new Set(['kind', 'type', 'role', 'op', 'encoding', 'from']);

// words of another vocabulary that are spelled like a name
const OTHER_VOCABULARIES = {
  // commands of a shell
  'agent/lift/look.ts': ['exec'],
  'agent/lift/text.ts': ['echo'],
  // a key of an answer of the model
  'agent/server/engine.ts': ['text'],
  // types of operands in operator.toml
  'helper/exec/arguments.ts': ['unit'],
  // kinds
  'helper/action/effects.ts': ['path', 'unit', 'packages', 'argv'],
  // options of `ListRecords`
  'helper/records/query.ts': ['limit'],
};

// sources that go by names where they should go by kinds: entries may only be taken off
const STILL_BY_NAME = {
  'agent/draft/grounding.ts': [
    'verb',
    'signal',
    'mode',
    'encoding',
    'append',
    'sort',
    'kind',
    'cwd',
    'argv',
    'pid',
    'content',
  ],
  'agent/draft/to-plan.ts': ['exec'],
  'agent/plan/describe.ts': ['path'],
  'agent/plan/field-schemas.ts': ['path', 'cwd'],
  'agent/plan/request-checks/grounding.ts': ['content', 'text', 'stdin', 'argv'],
  'agent/plan/request-checks/unmentioned-targets.ts': ['argv'],
  'agent/plan/resolve.ts': ['argv', 'cwd'],
  'agent/reflex/grounded.ts': ['argv', 'unit', 'set_unit_limits'],
  'agent/shell/execution/execute-steps.ts': ['signal'],
  'agent/shell/execution/render.ts': ['packages', 'content', 'path', 'tier'],
  'agent/shell/planning/agent-loop.ts': ['offset'],
  'agent/shell/terminal/result-text.ts': ['content', 'text', 'signal', 'encoding'],
  'helper/files/settings-file.ts': ['delete-file', 'restore-file'],
};

/** names by source that `nameLiterals` finds and that are known */
export const NAMES_OUTSIDE: Readonly<Record<string, readonly string[]>> = { ...OTHER_VOCABULARIES, ...STILL_BY_NAME };

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/**
 * string literals of a source that are one of `names` and are used as a name: keys in brackets, operands of `===` and `in`,
 * members of arrays, values of `action`, `param` and `name`, arguments of calls. a word of plain english counts only there;
 * a name with a dash or an underscore counts everywhere
 */
export function nameLiterals(file: string, names: ReadonlySet<string>): string[] {
  const found: string[] = [];
  visit(parseSync(file, readFileSync(file, 'utf8')).program, [], (value, parents) => {
    if (names.has(value) && (/[-_]/.test(value) || isUsedAsName(parents))) found.push(value);
  });
  return found;
}

function visit(node: unknown, parents: readonly Node[], take: (value: string, parents: readonly Node[]) => void): void {
  if (Array.isArray(node)) for (const item of node) visit(item, parents, take);
  if (!isNode(node) || node.type === 'ImportDeclaration' || node.type === 'TSLiteralType') return;
  if (node.type === 'Literal' && typeof node['value'] === 'string') take(node['value'], parents);
  for (const value of Object.values(node)) visit(value, [...parents, node], take);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function isUsedAsName(parents: readonly Node[]): boolean {
  const parent = parents.at(-1);
  if (parent?.type === 'MemberExpression')
    return ['step', 'params', 'parameters', 'details', 'values'].includes(nameOf(parent['object']));
  if (parent?.type === 'BinaryExpression') return !sides(parent).some(name => DISCRIMINANTS.has(name));
  if (parent?.type === 'ArrayExpression') return parents.at(-2)?.type === 'NewExpression';
  return parent?.type === 'Property' && ['action', 'param', 'tier'].includes(nameOf(parent['key']));
}

function sides({ left, right }: Node): string[] {
  return [nameOf(left), nameOf(right)];
}

// the last word of an identifier, a member or a call: `message.role`, `kindOf(field)`
function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  if (node.type === 'Identifier') return String(node['name']).replace(/Of$/, '');
  if (node.type === 'MemberExpression') return nameOf(node['property']);
  if (node.type === 'ChainExpression') return nameOf(node['expression']);
  return node.type === 'CallExpression' ? nameOf(node['callee']) : '';
}
