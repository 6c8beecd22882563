import { askedTo } from '../../call/prompt-texts.js';
import * as z from 'zod';
import { defineAction } from '../../action/action.js';
import { DEVICE_KINDS, listDevices as lookAtDevices } from '../../system/devices/devices.js';

const kinds = z.enum(DEVICE_KINDS);
const MAX_ROWS = 512;
const MAX_TEXT = 256;

export const listDevices = defineAction({
  name: 'list-devices',
  since: '0.1.0',
  summary: 'list monitors, keyboards, pointers, disks and network interfaces',
  params: z.strictObject({ kind: kinds.optional().describe('only these; all unless given') }),
  result: z.strictObject({
    devices: z
      .array(z.strictObject({ kind: kinds, name: z.string().max(MAX_TEXT), detail: z.string().max(MAX_TEXT) }))
      .max(MAX_ROWS)
      .describe('one row for each: kind, name, and what the kernel says of it'),
  }),
  tiers: [
    {
      name: 'list-devices',
      description: 'List the devices of the machine',
      ...askedTo('list the devices of the machine.'),
      defaults: { any: 'yes', inactive: 'yes', active: 'yes' },
      runsAs: 'dynamic-user',
    },
  ],
  risk: { readOnly: true, destructive: false, openWorld: false, killable: true, undo: false },
  prepare: async ({ kind }) => ({
    tier: 'list-devices',
    details: { kind: kind ?? '' },
    preview: { summary: kind === undefined ? 'list the devices' : `list the devices: ${kind}` },
    run: async ({ units, signal }) => {
      const found = await lookAtDevices(units, signal);
      const devices = found.filter(device => kind === undefined || device.kind === kind).slice(0, MAX_ROWS);
      return {
        devices: devices.map(device => ({
          kind: device.kind,
          // names come from the devices themselves
          name: device.name.slice(0, MAX_TEXT),
          detail: device.detail.slice(0, MAX_TEXT),
        })),
      };
    },
    release: async () => {},
  }),
});
