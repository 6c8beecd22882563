import { authenticationTo } from '../../call/prompt-texts.js';
import * as z from 'zod';
import { display } from '../../../interfaces/display.js';
import { defineAction } from '../../action/action.js';
import { unit as unitName } from '../../action/parameters.js';
import type { PrepareContext } from '../../call/context.js';
import { completeAnyUnitName, MissingUnit } from '../../system/services/unit-names.js';
import { explainMissing } from '../../processes/neighbours.js';
import { loadUnit, type UnitFacts } from '../../system/services/unit-facts.js';
import { readJournalAsCaller, readWholeJournal } from '../../system/services/unit-journal.js';
import { readStatus } from '../../system/services/unit-status.js';
import { describeState } from '../../system/services/unit-verb.js';
import { ADMINISTRATOR } from '../../call/defaults.js';

const word = z.string().max(64);

const params = z.strictObject({
  unit: unitName().describe('the unit, such as nginx.service; a bare name is a service'),
  lines: z.int().min(0).max(200).optional().describe('how many of its last journal lines to give as well'),
});

const result = z.strictObject({
  unit: z.string().max(256).describe('the unit as systemd calls it'),
  active_state: word.describe('active, inactive, failed, activating, …'),
  sub_state: word.describe('the same in the words of its kind, such as running or exited'),
  description: z.string().describe('what it is'),
  load_state: word.describe('loaded, masked, bad-setting, …'),
  unit_file_state: word.optional().describe('enabled, disabled, static, masked, …'),
  unit_file: z.string().optional().describe('where its unit file is'),
  since: word.optional().describe('when its state last changed'),
  result: word.optional().describe('success, exit-code, signal, timeout, …'),
  main_pid: z.uint32().optional().describe('its main process'),
  exit_status: z.uint32().optional().describe('status with which its main process ended'),
  restarts: z.uint32().optional().describe('how often systemd started it again'),
  memory_kb: z.uint32().optional().describe('memory in use'),
  tasks: z.uint32().optional().describe('processes and threads'),
  status_text: z.string().optional().describe('what it says of itself'),
  triggered_by: z.array(z.string()).optional().describe('sockets, timers and paths that start it'),
  parts: z
    .array(z.string())
    .optional()
    .describe('services that it consists of or pulls in: the failed ones, and all where it has no process itself'),
  stale: z.boolean().optional().describe('its unit file changed and systemd has not read it again'),
  journal: z.array(z.string()).optional().describe('its last journal lines, the newest last'),
});

export const unitStatus = defineAction({
  name: 'unit-status',
  since: '0.1.0',
  summary: 'show the state of a systemd unit, and its last journal lines',
  headline: 'show the state of {unit}',
  params,
  result,
  tiers: [
    {
      name: 'unit-status',
      description: 'Show the state of a system service',
      message: 'The operator was asked for the state of $(display_unit).',
      step: 'show the state of $(display_unit).',
      defaults: { any: 'yes', inactive: 'yes', active: 'yes' },
      runsAs: 'root',
    },
    {
      name: 'read-journal',
      description: 'Read the journal of a system service',
      ...authenticationTo('read the last $(lines) journal lines of $(display_unit).'),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
      discloses: true,
    },
  ],
  risk: { readOnly: true, destructive: false, openWorld: false, killable: true, undo: false },
  prepare: async ({ unit: text, lines = 0 }, context) => {
    const unit = await find(text, context).catch(error => explainMissing(error, 'status', context));
    const own = lines === 0 ? [] : await readAsCaller(unit, lines, context);
    return {
      tier: own === undefined ? 'read-journal' : 'unit-status',
      details: { unit: unit.id, lines: String(lines), display_unit: display(unit.id) },
      preview: {
        summary: lines === 0 ? `state of ${display(unit.id)}` : `state and journal of ${display(unit.id)}`,
        state: describeState(unit),
      },
      run: async ({ bus, units, signal }) => {
        const status = await readStatus(bus, unit);
        if (lines === 0) return status;
        const journal = own ?? (await readWholeJournal({ units, options: [`--unit=${unit.id}`], lines, signal })).lines;
        return { ...status, journal: [...journal] };
      },
      release: async () => {},
    };
  },
});

async function find(text: string, { bus }: PrepareContext): Promise<UnitFacts> {
  const full = completeAnyUnitName(text);
  const unit = await loadUnit(bus, full);
  if (unit.loadState !== 'not-found') return unit;
  throw new MissingUnit(full);
}

/** journal lines that the person may read without us; `undefined` where it may read none */
async function readAsCaller(
  { id }: UnitFacts,
  lines: number,
  { subject, units, signal }: PrepareContext,
): Promise<readonly string[] | undefined> {
  if (!subject.ownTiers || subject.uid === 0) return undefined;
  const { uid, gid, home } = subject;
  const found = await readJournalAsCaller({ units, options: [`--unit=${id}`], lines, signal }, { uid, gid, home });
  return found.denied && found.lines.length === 0 ? undefined : found.lines;
}
