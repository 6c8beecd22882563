import { catalogOf } from '../catalog-of.js';

const text = (description: string) => ({ type: 'string', description, maxLength: 4096 });
const record = { record: text('record id') };
const looks = { read_only: true, destructive: false, open_world: false, killable: true, undo: false };
// not destructive: what is played here is planned for requests that name nothing
const changes = { read_only: false, destructive: false, open_world: false, killable: false, undo: true };

// facts of the tiers of the real actions
const READ_ONLY = ['echo', 'read-own-file', 'read-protected-file', 'exec-confined'];
const tier = (id: string) => ({
  id: `org.llmos.operator1.${id}`,
  runs_as: id.includes('own') || id === 'exec-as-caller' ? 'caller' : 'root',
  read_only: READ_ONLY.includes(id),
  destructive: id.startsWith('exec-as'),
  discloses: id === 'read-protected-file' || id === 'exec-as-root',
  asks_self: id === 'read-own-file' || id === 'exec-as-caller',
});

function action(name: string, method: string, params: object, result: object, risk: object, ids: string[]) {
  return {
    name,
    method,
    summary: `does ${name}`,
    since: '0.1.0',
    params: { type: 'object', ...params },
    result: { type: 'object', ...result },
    risk,
    action_ids: ids.map(id => `org.llmos.operator1.${id}`),
    tiers: ids.map(tier),
    examples: [],
  };
}

/** the contract's four actions, without the helper's own definitions */
export const testCatalog = catalogOf(
  JSON.stringify({
    version: 1,
    actions: [
      action(
        'echo',
        'Echo',
        { properties: { text: { ...text('text'), 'x-llmos-kind': 'text' } }, required: ['text'] },
        { properties: { text: { ...text('text'), 'x-llmos-kind': 'text' }, ...record }, required: ['text'] },
        looks,
        ['echo'],
      ),
      action(
        'read_file',
        'ReadFile',
        { properties: { path: { ...text('path'), 'x-llmos-kind': 'path' } }, required: ['path'] },
        { properties: { content: { ...text('content'), 'x-llmos-kind': 'text' }, ...record }, required: ['content'] },
        looks,
        ['read-own-file', 'read-protected-file'],
      ),
      action(
        'write_file',
        'WriteFile',
        {
          properties: {
            path: { ...text('path'), 'x-llmos-kind': 'path' },
            content: { ...text('content'), 'x-llmos-kind': 'content' },
            mode: text('octal mode'),
          },
          required: ['path', 'content'],
        },
        {
          properties: {
            bytes: { type: 'integer', description: 'bytes', minimum: 0, maximum: 4_000_000_000 },
            ...record,
          },
          required: ['bytes'],
        },
        changes,
        ['create-own-file', 'create-file'],
      ),
      action(
        'exec',
        'Exec',
        {
          properties: {
            argv: {
              'x-llmos-kind': 'argv',
              type: 'array',
              description: 'program and arguments',
              items: { type: 'string' },
              minItems: 1,
            },
            tier: { ...text('tier'), 'x-llmos-kind': 'tier' },
          },
          required: ['argv'],
        },
        {
          properties: {
            exit_status: {
              'x-llmos-kind': 'exit-status',
              type: 'integer',
              description: 'status',
              minimum: -1,
              maximum: 255,
            },
            stdout: { ...text('output'), 'x-llmos-kind': 'stream' },
            stderr: { ...text('errors'), 'x-llmos-kind': 'stream' },
            ...record,
          },
          required: ['exit_status', 'stdout', 'stderr'],
        },
        { ...changes, undo: false, killable: true },
        ['exec-confined', 'exec-as-caller', 'exec-as-root'],
      ),
    ],
  }),
);
