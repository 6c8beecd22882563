import * as z from 'zod';
import { defineAction, type Action } from '../../helper/action/action.js';
import { path } from '../../helper/action/parameters.js';
import { askedTo } from '../../helper/call/prompt-texts.js';
import type { Tier } from '../../helper/call/types.js';
import { BUS_NAME, INTERFACE_NAME, OBJECT_PATH } from '../../interfaces/names.js';
import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';
import type { BusMessage } from '../../helper/bus/wire.js';
import type { Rig } from './operator.js';
import { connectRaw } from './raw-client.js';

const admin = { any: 'auth_admin', inactive: 'auth_admin', active: 'auth_admin' } as const;
const self = { any: 'auth_self', inactive: 'auth_self', active: 'auth_self' } as const;
const TIERS: readonly Tier[] = [
  { name: 'put-thing', description: 'Put', ...askedTo('put $(display_path).'), defaults: admin, runsAs: 'root' },
  {
    name: 'put-own-thing',
    description: 'Put',
    ...askedTo('put $(display_path).'),
    defaults: self,
    runsAs: 'caller',
  },
  {
    name: 'give-all',
    description: 'Give',
    message: 'Give $(display_path)?',
    defaults: admin,
    runsAs: 'root',
    alone: true,
  },
];

export interface Things {
  readonly action: Action;
  /** the object found at each path during a preparation */
  readonly found: Map<string, string>;
  readonly ran: string[];
  /** paths whose run fails */
  readonly failing: Set<string>;
}

/** an action whose facts a test changes between the prompt and the run; its path chooses the tier */
export function thingsAction(): Things {
  const things = { found: new Map<string, string>(), ran: [] as string[], failing: new Set<string>() };
  const action = defineAction({
    name: 'put-thing',
    since: '0.1.0',
    summary: 'put a thing',
    params: z.strictObject({
      path: path().describe('where'),
      note: z.string().max(4096).optional().describe('what for'),
    }),
    result: z.strictObject({ path: z.string().describe('where') }),
    tiers: TIERS,
    risk: { readOnly: false, destructive: true, openWorld: false, killable: true, undo: false },
    prepare: async ({ path }) => {
      if (things.found.get(path) === 'missing') throw new OperatorError('failed', 'there is no such thing');
      return {
        tier: path.startsWith('/own') ? 'put-own-thing' : path.startsWith('/all') ? 'give-all' : 'put-thing',
        details: { path, display_path: display(path) },
        preview: { summary: `put ${display(path)}` },
        pinned: { ino: things.found.get(path) ?? '1' },
        run: async () => {
          if (things.failing.has(path)) throw new OperatorError('failed', 'it did not work');
          things.ran.push(path);
          return { path };
        },
        release: async () => {},
      };
    },
  });
  return { ...things, action };
}

export interface PlanClient {
  /** the grants, or the name of the error */
  authorize(paths: readonly string[], flags?: number): Promise<{ grants: string[]; error: string; text: string }>;
  put(path: string, grant?: string, note?: string): Promise<string>;
  close(): void;
}

const INTERACTIVE = 4;
const address = { type: 1, destination: BUS_NAME, path: OBJECT_PATH, interface: INTERFACE_NAME };
const text = (value: string) => ({ signature: 's', value });

export async function connectPlanner(rig: Rig, uid?: number): Promise<PlanClient> {
  const raw = await connectRaw(rig.on, uid);
  const call = async (member: string, signature: string, body: unknown[], flags: number): Promise<BusMessage> => {
    const { bytes, serial } = raw.encode({ ...address, flags, member, signature, body });
    raw.write(bytes);
    const answer = await raw.answer(serial, 10_000);
    if (!answer) throw new Error(`no answer to ${member}`);
    return answer;
  };
  return {
    authorize: async (paths, flags = INTERACTIVE) => {
      const steps = paths.map(path => ['put_thing', { path: text(path) }]);
      const { type, body, errorName } = await call('AuthorizePlan', 'a(sa{sv})a{sv}', [steps, {}], flags);
      const [first] = body;
      return {
        grants: Array.isArray(first) ? first.map(String) : [],
        error: errorName,
        text: type === 3 ? String(first) : '',
      };
    },
    put: async (path, grant, note) => {
      const options = {
        ...(grant !== undefined && { grant: text(grant) }),
        ...(note !== undefined && { note: text(note) }),
      };
      const { errorName } = await call('PutThing', 'sa{sv}', [path, options], INTERACTIVE);
      return errorName.split('.').at(-1) || 'done';
    },
    close: () => raw.close(),
  };
}
