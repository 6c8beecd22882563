import * as z from 'zod';
import { defineAction } from '../../action/action.js';
import { path, text, withKind } from '../../action/parameters.js';
import { CHANGES, PLACES, STYLES, type Edit } from '../../file-edits/edit.js';
import { toBytes } from '../../file-edits/lines.js';
import { prepareEdit, type EditCall } from '../../file-edits/prepare-edit.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { EDIT_TIERS, editTier } from './edit-file.tiers.js';

const LONGEST = 4096;

const params = z.strictObject({
  path: path().describe('absolute path of the file'),
  operation: z.enum(CHANGES).describe('set gives a setting a value, replace puts text in the place of text'),
  match: withKind('content', z.string().min(1).max(LONGEST))
    .optional()
    .describe('plain text by which the line is found, no pattern'),
  position: z.enum(PLACES).optional().describe('place of that text in its line; anywhere unless given'),
  line_number: z.int().min(1).max(10_000_000).optional().describe('number of the line, in place of or beside match'),
  text: withKind('content', z.string().max(65_536)).optional().describe('new text, or value of the setting'),
  every: z.boolean().optional().describe('every line that matches; one is meant unless given, and several are refused'),
  setting: text(256).min(1).optional().describe('name of the setting, for set'),
  section: text(256).min(1).optional().describe('section that the setting belongs to, where the file has some'),
  style: z
    .enum(STYLES)
    .optional()
    .describe(
      'spelling of settings: ini is name = value, shell is name="value", sshd is name value; found out unless given',
    ),
});

type Given = z.infer<typeof params>;

const CALL: EditCall = {
  tierOf: editTier,
  detailsOf: ({ path: found, shown, change, digest }) => ({
    path: found,
    display_path: shown,
    display_operation: change,
    digest,
  }),
};

export const editFile = defineAction({
  name: 'edit-file',
  since: '0.1.0',
  summary: 'change some lines of a text file, or give a setting in it a value',
  headline: 'change lines of {path}',
  params,
  result: z.strictObject({
    lines: z.uint32().describe('lines that were changed; 0 where all was so already'),
    check: z
      .string()
      .max(256)
      .optional()
      .describe('result of the check of the new content by the program that reads the file'),
  }),
  tiers: EDIT_TIERS,
  risk: { readOnly: false, destructive: true, openWorld: false, killable: false, undo: true },
  prepare: async (given, context) => await prepareEdit(toEdit(given), CALL, context),
});

function toEdit(given: Given): Edit {
  refuseUnfit(given);
  const { operation: change, every: all = false, position: at = 'anywhere', line_number: line = 0, style } = given;
  const [match, fresh, setting, section] = [given.match, given.text, given.setting, given.section].map(each =>
    toBytes(each ?? ''),
  );
  return {
    path: given.path,
    change,
    match: match ?? '',
    at,
    line,
    text: fresh ?? '',
    all,
    setting: setting ?? '',
    section: section ?? '',
    style,
  };
}

function refuseUnfit({ operation: change, match, line_number: line, text: fresh, setting, section }: Given): void {
  const isSet = change === 'set';
  const needsText = isSet || change.startsWith('replace') || change.startsWith('insert');
  if (isSet && setting === undefined) throw refuse('setting: say which setting to set');
  if (!isSet && setting !== undefined) throw refuse('setting: only for set');
  if (isSet && match !== undefined) throw refuse('match: not for set, which finds the setting by its name');
  if (change === 'replace' && match === undefined) throw refuse('match: say which text to replace');
  if (!isSet && match === undefined && line === undefined)
    throw refuse('give match or line_number, so that the line is known');
  if (needsText && fresh === undefined) throw refuse('text: say what to write');
  if (!needsText && fresh !== undefined) throw refuse(`text: not for ${change}`);
  if ([match, setting, section].some(each => each !== undefined && /[\n\r\0]/.test(each)))
    throw refuse('match, setting and section are each a part of one line');
  if ((isSet || change === 'replace') && /[\n\r]/.test(fresh ?? '')) throw refuse('text: must be one line here');
  if (fresh?.includes('\0') === true) throw refuse('text: holds a zero byte');
}

function refuse(text: string): OperatorError {
  return new OperatorError('invalid-args', text);
}
