import { checkDetails } from '../../../helper/call/details.js';
import type { Action } from '../../../helper/action/action.js';
import type { PrepareContext, RunContext } from '../../../helper/call/context.js';
import type { CallFacts, Subject } from '../../../helper/call/types.js';
import type { Authorization } from '../../../helper/polkit/polkit.js';
import type { UnitStarter } from '../../../helper/system/units/unit-starter.js';
import { openBounds, type Bounds } from '../../../helper/config/config.js';

const DEFAULTS = new URL('../../../helper/operator.toml', import.meta.url).pathname;
const NOWHERE = '/nonexistent-llm-os';

export const BOUNDS: Bounds = openBounds({
  places: { defaults: DEFAULTS, file: `${NOWHERE}/operator.toml`, directory: `${NOWHERE}/operator.d` },
  warn: () => {},
}).current();

export const NOBODY = 65534;

export function subjectOf(changes: Partial<Subject> = {}): Subject {
  return {
    sender: ':1.7',
    uid: NOBODY,
    gid: NOBODY,
    userName: 'nobody',
    home: '/home/nobody',
    ownTiers: true,
    ownTiersReason: '',
    interactive: false,
    session: 'c1',
    remote: false,
    ...changes,
  };
}

export function contextOf(units: UnitStarter, subject: Partial<Subject> = {}, bounds = BOUNDS): PrepareContext {
  const bus = {
    call: async () => [],
    subscribe: async () => async () => {},
  };
  const groups = async () => new Set<number>();
  return { subject: subjectOf(subject), bounds, units, bus, signal: new AbortController().signal, groups };
}

export interface Output {
  readonly stream: string;
  readonly text: string;
}

function runContextOf(context: PrepareContext, output: Output[] = []): RunContext {
  return {
    ...context,
    record: 'r-1',
    output: async (stream, text) => void output.push({ stream, text }),
    progress: () => {},
    commit: () => {},
    saveUndo: async () => {},
    dropUndo: async () => {},
    undoable: async () => new Set<string>(),
    guard: async () => async () => {},
  };
}

// only polkit.ts can make a real one; a test of an action uses this in its place
const YES = { redeem: () => true } as unknown as Authorization;

/** prepares, says yes, runs, releases */
export async function callAction(action: Action, params: unknown, context: PrepareContext, between = async () => {}) {
  const sealed = await action.prepare(params, context);
  try {
    await between();
    const result = await sealed.run(YES, runContextOf(context));
    return { ...factsOf(sealed), result };
  } finally {
    await sealed.release();
  }
}

/** prepares only: which tier, and what the caller may be told */
export async function prepareAction(action: Action, params: unknown, context: PrepareContext) {
  const sealed = await action.prepare(params, context);
  await sealed.release();
  return factsOf(sealed);
}

function factsOf({ tier, details, preview }: CallFacts) {
  checkDetails(tier, details);
  return { tier: tier.name, details, preview };
}
