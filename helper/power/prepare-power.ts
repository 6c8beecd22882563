import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';
import type { Preparation } from '../action/action.js';
import type { PrepareContext, RunContext } from '../call/context.js';
import type { ForeignCheck } from '../call/types.js';
import { refuseWhileAtWork } from '../system/packages/one-at-a-time.js';
import { nextMoment, showMoment } from '../system/power/moments.js';
import {
  checkPossible,
  planPower,
  POWER_CALLS,
  readPower,
  setPowerNow,
  type PowerState,
  type PowerVerb,
} from '../system/power/power-state.js';
import {
  failed,
  invalid,
  plannedText,
  zoneOf,
  type AskedPower,
  type PowerDone,
  type PowerNames,
} from './asked-power.js';

const MOST_USERS = 5;

export interface PowerWorld {
  readonly names: PowerNames;
  readonly now: () => number;
}

/** the call, bound to what is planned and who is logged in; `now` is the clock */
export async function preparePower(
  asked: AskedPower,
  state: PowerState,
  context: PrepareContext,
  { names, now }: PowerWorld,
): Promise<Preparation<PowerDone>> {
  const { verb } = asked;
  const time = await whenOf(asked, context, now);
  refuseWhileAtWork();
  refuseHeld(asked, state);
  if (time && state.planned) {
    throw new OperatorError('failed', `a ${state.planned.kind} is planned already: cancel that first`);
  }
  await checkPossible(context.bus, verb);
  const users = describeUsers(state);
  const moment = time?.shown ?? 'now';
  const { words } = POWER_CALLS[verb];
  return {
    tier: names.change,
    details: {
      ...detailsOf(asked),
      display_what: words,
      display_moment: moment,
      display_users: users,
    },
    preview: {
      summary: `${words} the machine, ${moment}`,
      note: noteOf(asked, users),
      ...(time && { applies: moment }),
      undo: time ? 'yes: it is cancelled, until it happens' : 'no: it happens at once',
    },
    pinned: { planned: plannedText(state) },
    foreign: foreignChecks(verb, state, context),
    run: (running: RunContext) => act({ asked, shown: state, moment: time?.ms }, running, { names, now }),
    release: async () => {},
  };
}

function detailsOf({ verb, minutes = 0, clock = '' }: AskedPower) {
  return { verb, minutes: String(minutes), clock };
}

function describeUsers({ users }: PowerState): string {
  if (users.length === 0) return '';
  const more = users.length > MOST_USERS ? `, and ${users.length - MOST_USERS} more` : '';
  return ` Logged in: ${users.slice(0, MOST_USERS).map(display).join(', ')}${more}.`;
}

function noteOf({ verb }: AskedPower, users: string): string {
  const lost =
    verb === 'suspend' || verb === 'hibernate' ? 'services stop answering' : 'work that is not saved is lost';
  const back = verb === 'reboot' ? 'a disk with a passphrase waits for it' : 'somebody has to switch it on again';
  return `${lost}; ${back}.${users}`;
}

interface Time {
  /** undefined where it counts from the run on */
  readonly ms: number | undefined;
  readonly shown: string;
}

async function whenOf({ verb, minutes, clock }: AskedPower, context: PrepareContext, now: () => number) {
  if (minutes === undefined && clock === undefined) return undefined;
  if (minutes !== undefined && clock !== undefined) throw invalid('minutes and clock: give one of them');
  if (POWER_CALLS[verb].planned === '') throw invalid(`minutes, clock: ${verb} is done at once only`);
  if (minutes !== undefined) return { ms: undefined, shown: `in ${minutes} minutes` } satisfies Time;
  const zone = await zoneOf(context);
  const ms = nextMoment(clock ?? '', zone, now());
  return { ms, shown: `at ${showMoment(ms, zone)}` } satisfies Time;
}

// as root our call would pass over whoever holds the machine up
function refuseHeld({ verb, minutes, clock }: AskedPower, { inhibitors }: PowerState): void {
  const held = inhibitors.find(({ holds }) => holds.includes(POWER_CALLS[verb].holds));
  if (!held || minutes !== undefined || clock !== undefined) return;
  throw new OperatorError(
    'failed',
    `${held.who} holds it up (${held.why}): wait until it has ended, or plan it for later`,
  );
}

// as root every call of ours would pass logind's own check: it is made for the caller first
function foreignChecks(verb: PowerVerb, { uids }: PowerState, { subject }: PrepareContext): ForeignCheck[] {
  const own = `org.freedesktop.login1.${POWER_CALLS[verb].action}`;
  const others = [...uids].some(uid => uid !== subject.uid);
  return [own, ...(others ? [`${own}-multiple-sessions`] : [])].map(actionId => ({ actionId, details: {} }));
}

interface Agreed {
  readonly asked: AskedPower;
  readonly shown: PowerState;
  readonly moment: number | undefined;
}

async function act(agreed: Agreed, context: RunContext, { names, now }: PowerWorld): Promise<PowerDone> {
  const { asked, moment } = agreed;
  const { verb, minutes, clock } = asked;
  const { bus } = context;
  await refuseChanged(agreed, context);
  if (minutes === undefined && clock === undefined) {
    context.commit();
    await setPowerNow(bus, verb);
    return { verb, moment: 'now' };
  }
  const ms = moment ?? now() + (minutes ?? 0) * 60_000;
  if (ms <= now()) throw failed('the time has passed meanwhile: nothing was done, ask again');
  context.commit();
  const planned = plannedText({ planned: { kind: POWER_CALLS[verb].planned, ms } });
  await context.saveUndo({ action: names.action, params: { verb: names.cancelVerb }, expect: { planned } });
  await planPower(bus, verb, ms);
  return { verb, moment: showMoment(ms, await zoneOf(context)) };
}

async function refuseChanged({ asked, shown }: Agreed, { bus }: RunContext): Promise<void> {
  const state = await readPower(bus);
  const fresh = state.users.filter(user => !shown.users.includes(user));
  if (fresh.length > 0) throw failed(`${display(fresh.join(', '))} logged in meanwhile: nothing was done, ask again`);
  if (plannedText(state) !== plannedText(shown)) throw failed('what is planned was changed meanwhile: ask again');
  refuseWhileAtWork();
  refuseHeld(asked, state);
}
