import * as z from 'zod';
import { accountName } from '../../accounts/names.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { defineAction, type Action } from '../../action/action.js';
import { ADMINISTRATOR } from '../../call/defaults.js';
import type { PrepareContext, RunContext } from '../../call/context.js';
import type { Inverse } from '../../call/inverse.js';
import { authenticationTo, inGerman } from '../../call/prompt-texts.js';
import { findAccount, readAccountDatabase } from '../../system/accounts/account-database.js';
import { refuseForeignAccount, refuseLastAdministrator } from '../../system/accounts/account-rights.js';
import {
  changeLock,
  LONG_AGO,
  readLockState,
  type LockChange,
  type LockState,
} from '../../system/accounts/account-state.js';

const params = z.strictObject({
  user: accountName.describe('the account'),
  unlock: z.boolean().optional().describe('let it in again instead'),
  against: z
    .enum(['login', 'password', 'expiry'])
    .optional()
    .describe('login shuts the account for passwords and keys; password leaves keys of ssh in; login unless given'),
  expires: z
    .string()
    .regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/)
    .optional()
    .describe('day from which on the account is shut, where it had one of its own'),
});

type Params = z.infer<typeof params>;

const DEFINITION = {
  name: 'lock-user',
  since: '0.1.0',
  summary: 'lock an account so that nobody can log in with it, or unlock it',
  headline: 'lock or unlock the account {user}',
  params,
  result: z.strictObject({
    password: z.string().max(16).describe('locked, or open'),
    expires: z.string().max(16).describe('never, or the day from which on it is shut'),
    advice: z.string().max(256).describe('what is left to do, empty for nothing'),
  }),
  tiers: [
    {
      name: 'lock-user',
      description: 'Lock or unlock an account',
      ...authenticationTo('$(display_what).'),
      ...inGerman('Konto sperren oder freigeben', 'ein Konto zu sperren oder freizugeben: $(display_what).'),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
    },
  ],
  risk: { readOnly: false, destructive: false, openWorld: false, killable: false, undo: true },
} as const;

/** `root` is another machine's /etc in tests */
export function defineLockUser(root: string): Action {
  return defineAction({
    ...DEFINITION,
    effects: () => ({ paths: ['/etc/shadow'] }),
    prepare: (asked, context) => prepare(asked, context, root),
  });
}

export const lockUser = defineLockUser('/etc');

const REACHES = {
  login: 'for passwords and keys',
  password: 'for passwords; keys of ssh still let in',
  expiry: 'by its last day',
} as const;

async function prepare(asked: Params, context: PrepareContext, root: string) {
  const { user, unlock = false, against = 'login' } = asked;
  const database = readAccountDatabase(root);
  const account = findAccount(database, user);
  refuseForeignAccount(database, account, unlock ? 'unlocked' : 'locked', context.subject.uid);
  if (!unlock) refuseLastAdministrator(database, user);
  const state = await readLockState(context, user);
  const what = `${unlock ? 'unlock' : 'lock'} the account ${user} ${REACHES[against]}`;
  return {
    tier: 'lock-user',
    details: { user, unlock: String(unlock), against, expires: asked.expires ?? '', display_what: what },
    preview: {
      summary: what,
      applies: 'to the next login',
      undo: 'yes',
      ...(!unlock && { note: 'sessions that are open stay open, and cron jobs go on' }),
    },
    // never shown before the yes: it is about what only root may know
    pinned: { uid: String(account.uid), state: textOf(state) },
    run: (running: RunContext) => act(asked, state, running),
    release: async () => {},
  };
}

async function act(asked: Params, shown: LockState, context: RunContext) {
  const { user, unlock = false } = asked;
  const before = await readLockState(context, user);
  if (textOf(before) !== textOf(shown)) {
    throw new OperatorError('failed', `the account ${user} was changed meanwhile: nothing was done, ask again`);
  }
  const change = changeOf(asked, before);
  context.commit();
  const inverse = inverseOf(user, unlock, change, before);
  if (inverse) await context.saveUndo({ ...inverse, expect: {} });
  await changeLock(context, user, change);
  const after = await readLockState(context, user);
  if (inverse) await context.saveUndo({ ...inverse, expect: { state: textOf(after) } });
  const stays = unlock && after.password === 'locked';
  const advice = stays
    ? `it has no password, or one that stays locked: an administrator sets one with passwd ${user}`
    : '';
  return { ...after, advice };
}

function changeOf({ unlock = false, against = 'login', expires }: Params, before: LockState): LockChange {
  const open = before.password === 'open';
  const password = against === 'expiry' || open === unlock ? undefined : unlock ? 'unlock' : 'lock';
  const day = expires ?? (unlock ? '' : LONG_AGO);
  const same = before.expires === (day === '' ? 'never' : day);
  // a day of its own that is still to come does not lock it now
  const isShut = before.expires !== 'never' && before.expires <= new Date().toISOString().slice(0, LONG_AGO.length);
  const leaves = against === 'password' || same || (unlock && !isShut && expires === undefined);
  return { password, expires: leaves ? undefined : day };
}

/** a call that takes the change back; `undefined` where nothing changes */
function inverseOf(
  user: string,
  unlock: boolean,
  change: LockChange,
  before: LockState,
): Omit<Inverse, 'expect'> | undefined {
  const { password, expires } = change;
  if (password === undefined && expires === undefined) return undefined;
  const how =
    password !== undefined && expires !== undefined ? 'login' : password === undefined ? 'expiry' : 'password';
  const own = expires !== undefined && before.expires !== 'never' && before.expires !== LONG_AGO;
  const back = { user, against: how, ...(!unlock && { unlock: true }), ...(own && { expires: before.expires }) };
  return { action: 'lock-user', params: back };
}

function textOf({ password, expires }: LockState): string {
  return `${password}, ${expires}`;
}
