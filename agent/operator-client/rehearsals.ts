import { BUS_NAME, INTERFACE_NAME, OBJECT_PATH } from '../../interfaces/names.js';
import { isTagged } from '../../interfaces/signature.js';
import type { ClientBus } from './bus.js';
import { toCallError } from './errors.js';

/** one side of a change: what is there, or what will be */
export interface ChangedState {
  readonly kind: string;
  /** octal */
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly sha256: string;
  readonly target: string;
}

export interface ChangedPath {
  readonly path: string;
  readonly change: string;
  /** in a place that the system runs code from */
  readonly code: boolean;
  readonly before?: ChangedState;
  readonly after?: ChangedState;
  /** new content of a short text file */
  readonly text?: string;
}

export interface Rehearsal {
  readonly id: string;
  readonly digest: string;
  readonly exitStatus: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  readonly readOnly: readonly string[];
  readonly summary: string;
  readonly changes: readonly ChangedPath[];
}

export interface RehearseOptions {
  readonly cwd: string;
  readonly root: boolean;
  readonly job: string;
  readonly stdin?: string | undefined;
  readonly timeoutS?: number | undefined;
}

export interface RehearsalsClient {
  rehearse(script: string, options: RehearseOptions): Promise<Rehearsal>;
  /** resolves with the record that takes it back */
  apply(rehearsal: Pick<Rehearsal, 'id' | 'digest'>): Promise<string>;
  drop(id: string): Promise<void>;
  cancel(job: string): Promise<void>;
}

export function openRehearsals(bus: ClientBus): RehearsalsClient {
  const ask = async (member: string, signature: string, body: readonly unknown[], interactive = true) => {
    const target = { destination: BUS_NAME, path: OBJECT_PATH, interface: INTERFACE_NAME };
    return await bus.call({ ...target, member, signature, body, interactive }).catch((error: unknown) => {
      throw toCallError(error);
    });
  };
  const text = (value: string) => ({ signature: 's', value });
  return {
    rehearse: async (script, { cwd, root, job, stdin, timeoutS }) => {
      const options = {
        cwd: text(cwd),
        job: text(job),
        ...(root && { user: text('root') }),
        ...(stdin !== undefined && { stdin: text(stdin) }),
        ...(timeoutS !== undefined && { timeout_s: { signature: 'u', value: timeoutS } }),
      };
      const [id, details] = await ask('Rehearse', 'sa{sv}', [script, options]);
      return toRehearsal(String(id), plain(details));
    },
    apply: async ({ id, digest }) => {
      const [, details] = await ask('ApplyChanges', 'ssa{sv}', [id, digest, {}]);
      const { record } = plain(details);
      return typeof record === 'string' ? record : '';
    },
    drop: async id => void (await ask('DropRehearsal', 's', [id], false)),
    cancel: async job => void (await ask('Cancel', 's', [job], false)),
  };
}

type Values = Readonly<Record<string, unknown>>;

function plain(dict: unknown): Values {
  const entries = Object.entries(Object(dict));
  return Object.fromEntries(entries.map(([key, tagged]) => [key, isTagged(tagged) ? tagged.value : tagged]));
}

function toRehearsal(id: string, values: Values): Rehearsal {
  const { digest, stdout, stderr, summary, changes, read_only: readOnly } = values;
  return {
    id,
    digest: String(digest),
    exitStatus: Number(values['exit_status']),
    stdout: String(stdout),
    stderr: String(stderr),
    truncated: values['truncated'] === true,
    readOnly: Array.isArray(readOnly) ? readOnly.map(String) : [],
    summary: String(summary),
    changes: Array.isArray(changes) ? changes.map(row => toChange(plain(row))) : [],
  };
}

function toChange(values: Values): ChangedPath {
  const before = toState(values, 'was_');
  const after = toState(values, '');
  const { text } = values;
  return {
    path: String(values['path']),
    change: String(values['change']),
    // an operator that does not say makes each one count
    code: values['code'] !== false,
    ...(before && { before }),
    ...(after && { after }),
    ...(typeof text === 'string' && { text }),
  };
}

function toState(values: Values, prefix: string): ChangedState | undefined {
  const of = (name: string) => values[prefix + name];
  if (of('kind') === undefined) return undefined;
  return {
    kind: String(of('kind')),
    mode: String(of('mode')),
    uid: Number(of('uid')),
    gid: Number(of('gid')),
    size: Number(of('size')),
    sha256: String(of('sha256')),
    target: String(of('target')),
  };
}
