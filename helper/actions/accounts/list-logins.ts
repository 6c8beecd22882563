import * as z from 'zod';
import { defineAction } from '../../action/action.js';
import { askedTo, inGerman } from '../../call/prompt-texts.js';
import { localTime } from '../../local-time.js';
import { listLogins as askForLogins } from '../../system/accounts/login-list.js';

const MOST = 256;
const cut = (text: string) => text.slice(0, MOST);

export const listLogins = defineAction({
  name: 'list-logins',
  since: '0.1.0',
  summary: 'list who is logged in now, since when, and from where',
  params: z.strictObject({}),
  result: z.strictObject({
    logins: z
      .array(
        z.strictObject({
          user: z.string().max(MOST),
          since: z.string().max(MOST),
          place: z.string().max(MOST),
          from: z.string().max(MOST),
          state: z.string().max(MOST),
        }),
      )
      .max(MOST)
      .describe('one row for each: account, since when, terminal or display, machine that it comes from, state'),
  }),
  tiers: [
    {
      name: 'list-logins',
      description: 'List who is logged in',
      ...askedTo('list who is logged in.'),
      ...inGerman('Angemeldete Personen auflisten', 'aufzulisten, wer angemeldet ist.'),
      defaults: { any: 'yes', inactive: 'yes', active: 'yes' },
      runsAs: 'root',
    },
  ],
  risk: { readOnly: true, destructive: false, openWorld: false, killable: true, undo: false },
  prepare: async () => ({
    tier: 'list-logins',
    details: {},
    preview: { summary: 'list who is logged in' },
    run: async ({ bus }) => {
      // the manager of a person's units is no login
      const people = (await askForLogins(bus)).filter(({ kind }) => !kind.startsWith('manager'));
      return {
        logins: people.slice(0, MOST).map(({ user, since, place, from, state }) => ({
          user: cut(user),
          since: since > 0 ? localTime(since) : '',
          place: cut(place),
          from: cut(from),
          state: cut(state),
        })),
      };
    },
    release: async () => {},
  }),
});
