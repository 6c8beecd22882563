import { askedTo } from '../../call/prompt-texts.js';
import * as z from 'zod';
import { display } from '../../../interfaces/display.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { defineAction } from '../../action/action.js';
import { withKind } from '../../action/parameters.js';
import { askProcesses } from '../../processes/ask.js';
import { SORTS } from '../../worker/process-protocol.js';

const FEW = 50;
const MOST = 500;

const params = z.strictObject({
  match: withKind('search', z.string().max(64))
    .optional()
    .describe('part of a name, a user or a unit, or a process id; all unless given'),
  sort: z.enum(SORTS).optional().describe('what comes first; cpu unless asked otherwise'),
  limit: z.int().min(1).max(MOST).optional().describe('how many at most'),
});

const row = z.strictObject({
  pid: z.uint32().describe('process id'),
  user: z.string().describe('whose it is'),
  name: z.string().describe('name of the program'),
  cpu: z.string().describe('percent of one core just now'),
  memory_kb: z.uint32().describe('memory in use'),
  started: z.string().describe('when it started'),
  unit: z.string().describe('the unit that it belongs to'),
  state: z.string().describe('running, sleeping, stopped, zombie, …'),
});

const result = z.strictObject({
  processes: z.array(row).max(MOST).describe('the processes, in the order that was asked for'),
  total: z.uint32().describe('how many matched'),
});

export const listProcesses = defineAction({
  name: 'list-processes',
  since: '0.1.0',
  summary: 'list running processes with their cpu, memory, owner and unit',
  params,
  result,
  tiers: [
    {
      name: 'list-processes',
      description: 'List processes',
      ...askedTo('list processes.'),
      defaults: { any: 'yes', inactive: 'yes', active: 'yes' },
      runsAs: 'caller',
    },
  ],
  risk: { readOnly: true, destructive: false, openWorld: false, killable: true, undo: false },
  prepare: async ({ match = '', sort = 'cpu', limit = FEW }) => ({
    tier: 'list-processes',
    details: {},
    preview: { summary: `list processes${match === '' ? '' : ` like ${display(match)}`}, by ${sort}` },
    run: async context => {
      const reply = await askProcesses(context, 'viewer', { op: 'list', match, sort, limit });
      if (reply.op !== 'list') throw new OperatorError('failed', 'the process worker answered another question');
      return { processes: reply.processes, total: reply.total };
    },
    release: async () => {},
  }),
});
