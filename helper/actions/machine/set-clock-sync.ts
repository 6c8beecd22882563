import * as z from 'zod';
import { OperatorError } from '../../../interfaces/errors.js';
import { defineAction } from '../../action/action.js';
import { ADMINISTRATOR } from '../../call/defaults.js';
import { authenticationTo, inGerman } from '../../call/prompt-texts.js';
import { prepareSetting } from '../../settings/prepare-setting.js';
import { TIMEDATED } from '../../system/settings/services.js';
import { callSettings, readSetting } from '../../system/settings/settings-service.js';

const word = z.string().max(8);
const inWords = (on: unknown) => (on === true ? 'on' : 'off');

export const setClockSync = defineAction({
  name: 'set-clock-sync',
  since: '0.1.0',
  summary: 'switch the synchronisation of the clock over the network on or off',
  headline: 'set clock synchronisation: {on}',
  params: z.strictObject({
    on: z.boolean().describe('true to keep the clock by time servers, false to leave it alone'),
  }),
  result: z.strictObject({
    present: word.describe('on or off'),
    previous: word.describe('what it was before'),
    applies: z.string().max(128).describe('from when on it holds'),
  }),
  tiers: [
    {
      name: 'set-clock-sync',
      description: 'Switch the synchronisation of the clock on or off',
      ...authenticationTo('set the synchronisation of the clock from $(display_present) to $(display_new).'),
      ...inGerman(
        'Abgleich der Uhr ein- oder ausschalten',
        'den Abgleich der Uhr von $(display_present) auf $(display_new) zu setzen.',
      ),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
    },
  ],
  risk: { readOnly: false, destructive: false, openWorld: false, killable: false, undo: true },
  prepare: async ({ on }, { bus }) => {
    if (on && (await readSetting(bus, TIMEDATED, 'CanNTP')) !== true) {
      throw new OperatorError(
        'failed',
        'no service on this machine can keep the clock by time servers: install systemd-timesyncd or chrony',
      );
    }
    return await prepareSetting({
      tier: 'set-clock-sync',
      label: 'the synchronisation of the clock',
      wanted: inWords(on),
      details: { on: String(on) },
      applies: 'at once, and after each start of the machine',
      note: on
        ? 'the clock may jump: timers may run twice or not at all'
        : 'the clock will drift; certificates and logins need it right',
      // as root our call would pass timedated's own check: it is made for the caller first
      foreign: [{ actionId: 'org.freedesktop.timedate1.set-ntp', details: {} }],
      read: async () => inWords(await readSetting(bus, TIMEDATED, 'NTP')),
      write: async () => void (await callSettings(bus, TIMEDATED, 'SetNTP', 'bb', [on, false])),
      action: 'set-clock-sync',
      back: before => ({ on: before === 'on' }),
    });
  },
});
