import * as z from 'zod';
import { display } from '../../../interfaces/display.js';
import { defineAction } from '../../action/action.js';
import { withKind } from '../../action/parameters.js';
import { askedTo, inGerman } from '../../call/prompt-texts.js';
import { listUnits as askForUnits, slowestUnits } from '../../system/services/unit-list.js';

const MOST = 500;
const FEW = 100;

export const listUnits = defineAction({
  name: 'list-units',
  since: '0.1.0',
  summary: 'list systemd units: those that failed or run, and which were slow to start',
  params: z.strictObject({
    only: z
      .enum(['failed', 'running', 'active', 'inactive', 'slow', 'all'])
      .optional()
      .describe('which ones; slow gives the slowest to start first; failed unless given'),
    name_like: withKind(
      'search',
      z
        .string()
        .max(128)
        .regex(/^[A-Za-z0-9:_.@*?\\-]+$/),
    )
      .optional()
      .describe('name with * and ?, such as nginx* or *.timer'),
    limit: z.int().min(1).max(MOST).optional().describe('how many at most'),
  }),
  result: z.strictObject({
    units: z
      .array(
        z.strictObject({
          name: z.string().max(256),
          state: z.string().max(64),
          description: z.string().max(512),
          started_in: z.string().max(32),
        }),
      )
      .max(MOST)
      .describe('one row for each: name, state, what it is, and how long its start took where that was asked'),
    total: z.uint32().describe('how many there are'),
  }),
  tiers: [
    {
      name: 'list-units',
      description: 'List services and other units',
      ...askedTo('list units.'),
      ...inGerman('Dienste und andere Einheiten auflisten', 'Einheiten aufzulisten.'),
      defaults: { any: 'yes', inactive: 'yes', active: 'yes' },
      runsAs: 'root',
    },
  ],
  risk: { readOnly: true, destructive: false, openWorld: false, killable: true, undo: false },
  prepare: async ({ only = 'failed', name_like: pattern, limit = FEW }) => ({
    tier: 'list-units',
    details: { only, name_like: pattern ?? '' },
    preview: { summary: `list units: ${only}${pattern === undefined ? '' : ` like ${display(pattern)}`}` },
    run: async ({ bus }) => {
      const patterns = pattern === undefined ? [] : [pattern];
      const states = only === 'all' ? [] : [only];
      const found = only === 'slow' ? await slowestUnits(bus, patterns) : await askForUnits(bus, states, patterns);
      const units = found.slice(0, limit).map(unit => ({
        name: unit.id.slice(0, 256),
        state: `${unit.activeState} (${unit.subState})`.slice(0, 64),
        description: unit.description.slice(0, 512),
        started_in: unit.startedIn === undefined ? '' : `${(unit.startedIn / 1000).toFixed(3)} s`,
      }));
      return { units, total: found.length };
    },
    release: async () => {},
  }),
});
