import type { Action, PreparedCall } from '../../../helper/action/action.js';
import type { PrepareContext, RunContext } from '../../../helper/call/context.js';
import type { Subject } from '../../../helper/call/types.js';
import type { Bounds } from '../../../helper/config/config.js';
import type { BusCaller } from '../../../helper/system/bus-caller.js';
import type { RevertCommand } from '../../../helper/call/context.js';
import type { Inverse } from '../../../helper/call/inverse.js';
import type { UnitStarter } from '../../../helper/system/units/unit-starter.js';

const PROTECTED = ['dbus.*', 'systemd-logind.service', 'llmos-*'];

const ALICE: Subject = {
  sender: ':1.7',
  uid: 1000,
  gid: 1000,
  userName: 'alice',
  home: '/home/alice',
  ownTiers: true,
  ownTiersReason: '',
  interactive: false,
  session: '2',
  remote: false,
};

export interface Parts {
  readonly bus?: BusCaller;
  readonly units?: UnitStarter;
  readonly subject?: Partial<Subject>;
}

/** bounds of which the actions under test look at the protected units only */
export function makeContext({ bus, units, subject }: Parts): PrepareContext {
  const bounds = { units: { protected: PROTECTED, lockout: ['ssh.service'], confirmS: 60 } } as unknown as Bounds;
  return {
    subject: { ...ALICE, ...subject },
    bounds,
    units: units ?? { start: async () => Promise.reject(new Error('no unit was expected')) },
    bus: bus ?? {
      call: async () => Promise.reject(new Error('no call was expected')),
      subscribe: async () => async () => {},
    },
    signal: new AbortController().signal,
    groups: async () => new Set<number>(),
  };
}

export interface Ran {
  readonly result: Readonly<Record<string, unknown>>;
  readonly committed: boolean;
  /** inverses stored for an undo */
  readonly undo: readonly Inverse[];
  /** commands of the automatic revert */
  readonly guarded: readonly RevertCommand[];
}

let count = 0;

function nextRecord(): string {
  return `r1-${String(count++).padStart(8, '0')}`;
}

/** runs a sealed call as if polkit had said yes */
export async function runSealed(sealed: PreparedCall, context: PrepareContext): Promise<Ran> {
  const ran: { committed: boolean; undo: Inverse[]; guarded: RevertCommand[] } = {
    committed: false,
    undo: [],
    guarded: [],
  };
  const running: RunContext = {
    ...context,
    record: nextRecord(),
    output: async () => {},
    progress: () => {},
    commit: () => {
      ran.committed = true;
    },
    saveUndo: async inverse => void ran.undo.push(inverse),
    dropUndo: async () => {},
    // journals of other calls stay
    undoable: async () => Promise.reject(new Error('not known here')),
    guard: async commands => {
      ran.guarded.push(...commands);
      return async () => {};
    },
  };
  const authorization = { redeem: () => true } as unknown as Parameters<PreparedCall['run']>[0];
  const result = await sealed.run(authorization, running);
  return { result, ...ran };
}

export async function prepareAndRun(action: Action, raw: unknown, context: PrepareContext): Promise<Ran> {
  return runSealed(await action.prepare(raw, context), context);
}
