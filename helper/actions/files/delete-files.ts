import * as z from 'zod';
import { defineAction } from '../../action/action.js';
import { path } from '../../action/parameters.js';
import { changeResult, prepareChange } from '../../file-changes/prepare-change.js';
import { changeTiers, namesOf } from '../../file-changes/tiers.js';
import { displayName } from '../../files/path-check.js';

const WORDS = {
  verb: 'delete',
  noun: 'files',
  describes: 'Delete a file or directory',
  asks: 'delete $(display_path)$(display_how)',
  german: { describes: 'Datei oder Verzeichnis löschen', asks: '$(display_path)$(display_how) zu löschen' },
  destructive: true,
} as const;

export const deleteFiles = defineAction({
  name: 'delete-files',
  since: '0.1.0',
  summary: 'delete a file or directory',
  headline: 'delete {path}',
  params: z.strictObject({
    path: path().describe('absolute path of the file or directory'),
    recursive: z.boolean().optional().describe('delete a directory with all that is in it'),
    for_good: z.boolean().optional().describe('free the space at once, so that it cannot be taken back'),
  }),
  result: changeResult,
  tiers: changeTiers(WORDS),
  risk: { readOnly: false, destructive: true, openWorld: false, killable: false, undo: true },
  prepare: async ({ path: asked, recursive = false, for_good: forGood = false }, context) => {
    const { subject } = context;
    const all = recursive ? ' and all that is in it' : '';
    const how = forGood ? `${all} for good, which cannot be taken back` : all;
    return await prepareChange(
      {
        wish: {
          verb: 'delete',
          path: asked,
          recursive,
          forGood,
          home: subject.ownTiers ? subject.home : '',
          now: localTime(),
        },
        tiers: namesOf(WORDS),
        how,
        say: where => `delete ${displayName(where)}${how}`,
        // the trash loses nothing
        asks: changes => changes.some(({ change }) => change === 'deleted' || change === 'erased'),
      },
      context,
    );
  },
});

function localTime(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
