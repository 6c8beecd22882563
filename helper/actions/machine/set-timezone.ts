import * as z from 'zod';
import { display } from '../../../interfaces/display.js';
import { defineAction } from '../../action/action.js';
import { ADMINISTRATOR } from '../../call/defaults.js';
import { authenticationTo, inGerman } from '../../call/prompt-texts.js';
import { prepareSetting } from '../../settings/prepare-setting.js';
import { TIMEDATED } from '../../system/settings/services.js';
import { callSettings, readText } from '../../system/settings/settings-service.js';
import { checkZone } from '../../system/settings/time-zones.js';

const ZONE = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9][A-Za-z0-9_+-]*){0,2}$/;
const name = z.string().max(64);

export const setTimezone = defineAction({
  name: 'set-timezone',
  since: '0.1.0',
  summary: 'set the time zone of the machine',
  headline: 'set the time zone to {zone}',
  params: z.strictObject({
    zone: name
      .regex(ZONE, 'expected a time zone such as Europe/Berlin')
      .describe('time zone, as the list of time zones spells it: continent/city'),
  }),
  result: z.strictObject({
    present: name.describe('time zone of the machine now'),
    previous: name.describe('the one before'),
    applies: z.string().max(128).describe('what it holds for, and from when on'),
  }),
  tiers: [
    {
      name: 'set-timezone',
      description: 'Set the time zone of the machine',
      ...authenticationTo('set the time zone of the machine from $(display_present) to $(display_new).'),
      ...inGerman(
        'Zeitzone des Rechners setzen',
        'die Zeitzone des Rechners von $(display_present) auf $(display_new) zu setzen.',
      ),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
    },
  ],
  risk: { readOnly: false, destructive: false, openWorld: false, killable: false, undo: true },
  prepare: async ({ zone }, { bus }) => {
    await checkZone(bus, zone);
    return await prepareSetting({
      tier: 'set-timezone',
      label: 'the time zone of the machine',
      wanted: zone,
      details: { zone, display_zone: display(zone) },
      applies: 'to new programs at once; those that run keep the old one until they are started again',
      note: 'timers and cron jobs go by the new local time: one may run twice today, or not at all',
      // as root our call would pass timedated's own check: it is made for the caller first
      foreign: [{ actionId: 'org.freedesktop.timedate1.set-timezone', details: {} }],
      read: () => readText(bus, TIMEDATED, 'Timezone'),
      write: async () => void (await callSettings(bus, TIMEDATED, 'SetTimezone', 'sb', [zone, false])),
      action: 'set-timezone',
      back: before => (ZONE.test(before) ? { zone: before } : undefined),
    });
  },
});
