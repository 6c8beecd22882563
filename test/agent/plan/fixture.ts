import { catalogOf } from '../catalog-of.js';
import type { Catalog } from '../../../interfaces/catalog.js';

const ofKind = (kind: string, field: object): object => ({ ...field, 'x-llmos-kind': kind });
const text = { type: 'string', description: 'text' };
const absolute = { type: 'string', description: 'absolute path', maxLength: 4096, pattern: '^/' };
const path = ofKind('path', absolute);
const encoding = ofKind('encoding', { type: 'string', description: 'of the content', enum: ['utf-8', 'base64'] });
const result = { type: 'object', properties: {}, required: [] };
const risk = { read_only: true, destructive: false, open_world: false, killable: true, undo: false };

interface Draft {
  readonly name: string;
  readonly summary: string;
  readonly properties: object;
  readonly required: readonly string[];
  readonly examples: readonly object[];
}

const drafts: Draft[] = [
  {
    name: 'echo',
    summary: 'give text back',
    properties: { text: ofKind('text', text) },
    required: ['text'],
    examples: [],
  },
  {
    name: 'read_file',
    summary: 'read a file',
    properties: {
      path,
      offset: { type: 'integer', description: 'first byte', minimum: 0, maximum: 4294967295 },
      limit: { type: 'integer', description: 'bytes', minimum: 1, maximum: 1048576 },
      encoding,
    },
    required: ['path'],
    examples: [{ request: 'show me todo.txt', steps: [{ action: 'read_file', path: 'todo.txt' }] }],
  },
  {
    name: 'write_file',
    summary: 'create, replace or append to a file',
    properties: {
      path,
      content: ofKind('content', text),
      append: ofKind('append', { type: 'boolean', description: 'keep what is there' }),
      mode: ofKind('mode', { type: 'string', description: 'octal', pattern: '^0[0-7]{3}$' }),
      encoding,
    },
    required: ['path', 'content'],
    examples: [
      {
        request: 'Create a file named notes.md that says "buy milk"',
        steps: [{ action: 'write_file', path: 'notes.md', content: 'buy milk' }],
      },
    ],
  },
  {
    name: 'exec',
    summary: 'run one program without a shell',
    properties: {
      argv: ofKind('argv', {
        type: 'array',
        description: 'program and arguments',
        items: { type: 'string', maxLength: 4096 },
        minItems: 1,
        maxItems: 64,
      }),
      cwd: ofKind('directory', absolute),
      stdin: ofKind('secret', text),
      user: ofKind('user', { type: 'string', description: 'only root', enum: ['root'] }),
      timeout_s: { type: 'integer', description: 'seconds', minimum: 1, maximum: 3600 },
    },
    required: ['argv'],
    examples: [{ request: 'how full is the disk?', steps: [{ action: 'exec', argv: ['df', '-h'] }] }],
  },
  {
    name: 'install_packages',
    summary: 'install packages',
    properties: {
      packages: ofKind('packages', {
        type: 'array',
        description: 'names',
        items: { type: 'string', pattern: '^[a-z0-9][a-z0-9+.-]{1,99}$' },
        minItems: 1,
        maxItems: 16,
      }),
    },
    required: ['packages'],
    examples: [{ request: 'install htop', steps: [{ action: 'install_packages', packages: ['htop'] }] }],
  },
];

/** a small catalogue of its own, so that a test of the planner does not change with the actions */
export function fixtureCatalog(): Catalog {
  const actions = drafts.map(({ properties, required, ...draft }) => ({
    ...draft,
    method: draft.name,
    since: '0.1.0',
    params: { type: 'object', properties, required },
    result,
    risk,
    action_ids: ['org.llmos.operator1.echo'],
  }));
  return catalogOf(JSON.stringify({ version: 1, actions }));
}
