import * as z from 'zod';
import { display } from '../../../interfaces/display.js';
import { defineAction } from '../../action/action.js';
import { unit as unitName, withKind } from '../../action/parameters.js';
import { ADMINISTRATOR } from '../../call/defaults.js';
import type { PrepareContext } from '../../call/context.js';
import { askedTo, authenticationTo, inGerman } from '../../call/prompt-texts.js';
import { filterOptions, type JournalFilter } from '../../system/services/journal-filter.js';
import { readJournalAsCaller, readWholeJournal } from '../../system/services/unit-journal.js';

const FEW = 50;
const MOST = 500;
const MOMENT =
  /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?|[0-9]{2}:[0-9]{2}(?::[0-9]{2})?|today|yesterday|-[0-9]{1,6} ?(?:s|sec|min|m|h|hours?|d|days?|w|weeks?|month|months)|[0-9]{1,6} (?:seconds?|minutes?|hours?|days?|weeks?|months?) ago)$/;
const moment = () => z.string().max(40).regex(MOMENT, 'expected a time such as 2026-11-28 14:00, today or -2h');

const params = z.strictObject({
  unit: unitName().optional().describe('only of this unit'),
  priority: z
    .enum(['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'])
    .optional()
    .describe('only as important as this, or more'),
  begin: moment().optional().describe('from this time on, such as today or -2h'),
  finish: moment().optional().describe('up to this time'),
  boot: z.int().min(-99).max(0).optional().describe('0 for this start of the machine, -1 for the one before'),
  containing: withKind('search', z.string().min(1).max(128)).optional().describe('only lines with this expression'),
  kernel: z.boolean().optional().describe('only messages of the kernel'),
  lines: z.int().min(1).max(MOST).optional().describe('how many of the last ones'),
});

type Params = z.infer<typeof params>;

export const readJournal = defineAction({
  name: 'read-journal',
  since: '0.1.0',
  summary: 'read the journal: by unit, importance, time, start of the machine or expression, or the kernel alone',
  params,
  result: z.strictObject({
    lines: z.array(z.string().max(8192)).max(MOST).describe('the last lines that match, the newest last'),
    hidden: z.boolean().describe('true where the journal holds lines that the caller may not see'),
  }),
  tiers: [
    {
      name: 'read-visible-journal',
      description: 'Read what you may see of the journal',
      ...askedTo('read the journal with your own rights: $(display_which).'),
      ...inGerman('Sichtbaren Teil des Journals lesen', 'das Journal mit eigenen Rechten zu lesen: $(display_which).'),
      defaults: { any: 'yes', inactive: 'yes', active: 'yes' },
      runsAs: 'caller',
    },
    {
      name: 'read-system-journal',
      description: 'Read the journal of the system',
      ...authenticationTo('read the journal of the system: $(display_which).'),
      ...inGerman('Journal des Systems lesen', 'das Journal des Systems zu lesen: $(display_which).'),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
      discloses: true,
    },
  ],
  risk: { readOnly: true, destructive: false, openWorld: false, killable: true, undo: false },
  prepare: async (asked, context) => {
    const filter = filterOf(asked);
    const { lines = FEW } = asked;
    const own = await readAsCaller(filter, lines, context);
    const which = describe(filter, lines);
    return {
      tier: own === undefined ? 'read-system-journal' : 'read-visible-journal',
      details: { unit: asked.unit ?? '', lines: String(lines), display_which: which },
      preview: { summary: `read the journal: ${which}` },
      run: async ({ units, signal }) => {
        const query = { units, options: filterOptions(filter), lines, signal };
        const found = own ?? (await readWholeJournal(query));
        return { lines: [...found.lines], hidden: found.denied };
      },
      release: async () => {},
    };
  },
});

function filterOf({ begin, finish, containing, ...others }: Params): JournalFilter {
  return { ...others, since: begin, until: finish, grep: containing };
}

function describe({ unit, priority, since, until, boot, grep, kernel }: JournalFilter, lines: number): string {
  const parts = [
    `the last ${lines} lines`,
    kernel === true ? 'of the kernel' : '',
    unit === undefined ? '' : `of ${display(unit)}`,
    priority === undefined ? '' : `as important as ${priority}`,
    since === undefined ? '' : `since ${since}`,
    until === undefined ? '' : `until ${until}`,
    boot === undefined ? '' : `of boot ${boot}`,
    grep === undefined ? '' : `with ${display(grep)}`,
  ];
  return parts.filter(Boolean).join(' ');
}

/** lines that the person may read without us; `undefined` where it may read none */
async function readAsCaller(filter: JournalFilter, lines: number, { subject, units, signal }: PrepareContext) {
  if (!subject.ownTiers || subject.uid === 0) return undefined;
  const { uid, gid, home } = subject;
  const query = { units, options: filterOptions(filter), lines, signal };
  const found = await readJournalAsCaller(query, { uid, gid, home });
  return found.denied && found.lines.length === 0 ? undefined : found;
}
