import * as z from 'zod';
import { defineAction, type Action } from '../../helper/action/action.js';
import { path } from '../../helper/action/parameters.js';
import type { Risk } from '../../helper/call/types.js';
import type { RunContext } from '../../helper/call/context.js';
import { display } from '../../interfaces/display.js';

const risk: Risk = { readOnly: false, destructive: true, openWorld: false, killable: true, undo: false };
const admin = { any: 'auth_admin', inactive: 'auth_admin', active: 'auth_admin' } as const;

export interface Probe {
  readonly action: Action;
  /** paths that really ran, in order */
  readonly ran: string[];
  readonly released: string[];
  /** further work of a run beside its note */
  work: (context: RunContext, path: string) => Promise<void>;
}

/** an action that needs an administrator and notes that it ran */
export function probeAction(more: { readonly name?: string; readonly foreign?: string } = {}): Probe {
  const name = more.name ?? 'touch-thing';
  const probe: Probe = { action: undefined as unknown as Action, ran: [], released: [], work: async () => {} };
  const action = defineAction({
    name,
    since: '0.1.0',
    summary: 'touch a thing',
    params: z.strictObject({
      path: path().describe('the thing'),
      note: z.string().max(4096).optional().describe('what for'),
    }),
    result: z.strictObject({ path: z.string().describe('the thing') }),
    tiers: [{ name, description: 'Touch', message: 'Touch $(display_path)?', defaults: admin, runsAs: 'root' }],
    risk,
    prepare: async ({ path }) => ({
      tier: name,
      details: { path, display_path: display(path) },
      preview: { summary: `touch ${display(path)}` },
      ...(more.foreign === undefined ? {} : { foreign: [{ actionId: more.foreign, details: { unit: path } }] }),
      run: async context => {
        await probe.work(context, path);
        probe.ran.push(path);
        return { path };
      },
      release: async () => void probe.released.push(path),
    }),
  });
  return Object.assign(probe, { action });
}
