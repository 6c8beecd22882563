import * as z from 'zod';
import { defineAction, type Action } from '../../action/action.js';
import { path, withKind } from '../../action/parameters.js';
import { askedTo, inGerman } from '../../call/prompt-texts.js';
import type { PrepareContext } from '../../call/context.js';
import type { Tier } from '../../call/types.js';
import { callerOf } from '../../exec/caller-of.js';
import { checkPath, displayWhole } from '../../files/path-check.js';
import { ONLY, SORTS, type Search } from '../../file-search/find-arguments.js';
import { FoundFiles } from '../../file-search/found-files.js';
import { searchFiles } from '../../file-search/search-files.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { VerifiedSandboxes } from '../../system/sandbox/probe.js';
import type { Sandbox } from '../../system/sandbox/sandboxes.js';

const MOST = 1000;
const FEW = 100;
const LARGEST = Number.MAX_SAFE_INTEGER;
const CENTURY = 36_500;

const params = z.strictObject({
  path: path().describe('absolute path of the directory to look in, and below it'),
  match: withKind(
    'search',
    z
      .string()
      .min(1)
      .max(255)
      .regex(/^[^/\p{Cc}]+$/u, 'expected a name without a slash'),
  )
    .optional()
    .describe('part of a name, or a pattern with * and ?; any unless given'),
  only: z.enum(ONLY).optional().describe('kind of what is looked for; files unless given'),
  larger_than: z.int().min(0).max(LARGEST).optional().describe('size in bytes'),
  smaller_than: z.int().min(0).max(LARGEST).optional().describe('size in bytes'),
  changed_within_days: z.int().min(1).max(CENTURY).optional().describe('only what changed since so many days'),
  unchanged_for_days: z.int().min(1).max(CENTURY).optional().describe('only what did not change since so many days'),
  sort: z.enum(SORTS).optional().describe('order: by name unless given, size the largest first, time the newest first'),
  limit: z.int().min(1).max(MOST).optional().describe('how many at most; 100 unless given'),
});

const result = z.strictObject({
  found: z.array(z.string().max(8192)).max(MOST).describe('a line each: time of change, size, path'),
  total: z.uint32().describe('how many there are'),
  truncated: withKind('truncated', z.boolean())
    .optional()
    .describe('true where there may be more: more than asked for, closed directories, or time was up'),
});

const FIND_TIERS: readonly Tier[] = [
  {
    name: 'find-files',
    description: 'Find files that you may see yourself',
    ...askedTo('find files below $(display_path), as you.'),
    ...inGerman(
      'Dateien finden, die Sie selbst sehen dürfen',
      'Dateien unterhalb von $(display_path) mit Ihren Rechten zu suchen.',
    ),
    defaults: { any: 'yes', inactive: 'yes', active: 'yes' },
    runsAs: 'caller',
  },
];

type Params = z.infer<typeof params>;

export const findFiles = buildFindFiles(new VerifiedSandboxes({ directory: '/run/llmos-operator/probes' }));

/** the action, with the place where it keeps what was proved of its cage */
export function buildFindFiles(proofs: Pick<VerifiedSandboxes, 'prove'>): Action {
  return defineAction({
    name: 'find-files',
    since: '0.1.0',
    summary: 'find files and directories by name, kind, size and age',
    headline: 'find files below {path}',
    params,
    result,
    tiers: FIND_TIERS,
    risk: { readOnly: true, destructive: false, openWorld: false, killable: true, undo: false },
    prepare: async (given, context) => {
      if (given.path !== '/') checkPath(given.path, context.bounds);
      const shown = displayWhole(given.path);
      if ((given.larger_than ?? 0) > (given.smaller_than ?? LARGEST))
        throw new OperatorError(
          'invalid-args',
          'larger_than: no file is larger than that and smaller than smaller_than',
        );
      const cage = cageFor(context);
      await proofs.prove(cage, callerOf(context), context);
      return {
        tier: 'find-files',
        details: { path: given.path, display_path: shown, cage },
        preview: { summary: `find files below ${shown}`, path: given.path, cage },
        run: async running => {
          const hits = new FoundFiles(given.sort ?? 'name', given.limit ?? FEW);
          const { truncated } = await searchFiles(toSearch(given), hits, cage, running);
          const found = hits.lines();
          return { found, total: hits.total, truncated: truncated || found.length < hits.total };
        },
        release: async () => {},
      };
    },
  });
}

// a caller that may run nothing as itself sees what everybody may see
function cageFor({ subject }: PrepareContext): Sandbox {
  return subject.ownTiers && subject.uid !== 0 ? 'home' : 'files';
}

function toSearch(given: Params): Search {
  return {
    path: given.path,
    match: given.match ?? '',
    only: given.only ?? 'files',
    largerThan: given.larger_than,
    smallerThan: given.smaller_than,
    changedWithinDays: given.changed_within_days,
    unchangedForDays: given.unchanged_for_days,
  };
}
