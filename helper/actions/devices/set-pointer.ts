import { authenticationTo } from '../../call/prompt-texts.js';
import * as z from 'zod';
import { OperatorError } from '../../../interfaces/errors.js';
import { defineAction, type Action } from '../../action/action.js';
import type { PrepareContext, RunContext } from '../../call/context.js';
import { openSettingsFile } from '../../files/settings-file.js';
import { settingsInverse } from '../../undo/settings-inverse.js';
import {
  POINTER_FILE,
  formatPointer,
  mergePointer,
  parsePointer,
  describePointer,
} from '../../system/devices/pointer-settings.js';
import { ADMINISTRATOR } from '../../call/defaults.js';

const natural = z.boolean();
const speed = z.int().min(-100).max(100);

const params = z.strictObject({
  natural_scroll: natural.optional().describe('the content follows the fingers, instead of the view'),
  left_handed: z.boolean().optional().describe('swap the buttons'),
  speed: speed.optional().describe('from -100, slow, to 100, fast; 0 is the default'),
});

const result = z.strictObject({
  settings: z.string().max(160).describe('all settings of pointers now, in words'),
  path: z.string().max(256).describe('the file that holds them'),
  applies: z.string().max(128).describe('where and from when on they hold'),
});

type Params = z.infer<typeof params>;

const APPLIES = 'to x sessions that use libinput, from the next one on';

const DEFINITION = {
  name: 'set-pointer',
  since: '0.1.0',
  summary: 'set how mice and touchpads behave for everybody: scrolling, handedness, speed',
  params,
  result,
  tiers: [
    {
      name: 'set-pointer',
      description: 'Set how mice and touchpads behave',
      ...authenticationTo('set all mice and touchpads of the machine to $(display_settings).'),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
    },
  ],
  risk: { readOnly: false, destructive: false, openWorld: false, killable: false, undo: true },
} as const;

/** `path` lies elsewhere in tests */
export function defineSetPointer(path: string): Action {
  return defineAction({
    ...DEFINITION,
    effects: () => ({ paths: [path] }),
    prepare: (asked, context) => prepare(asked, context, path),
  });
}

export const setPointer = defineSetPointer(POINTER_FILE);

async function prepare(asked: Params, context: PrepareContext, path: string) {
  const given = { naturalScroll: asked.natural_scroll, leftHanded: asked.left_handed, speed: asked.speed };
  if (Object.values(given).every(value => value === undefined)) {
    throw new OperatorError('invalid-args', 'expected at least one of natural_scroll, left_handed and speed');
  }
  const file = await openSettingsFile(path, context, settingsInverse);
  const present = parsePointer(file.text);
  const fresh = mergePointer(present, given);
  const settings = describePointer(fresh);
  return {
    tier: 'set-pointer',
    details: {
      natural_scroll: asWord(fresh.naturalScroll),
      left_handed: asWord(fresh.leftHanded),
      speed: asWord(fresh.speed),
      display_settings: settings,
    },
    preview: {
      summary: `set all pointers of the machine to ${settings}`,
      present: describePointer(present),
      new: settings,
      path,
      applies: APPLIES,
    },
    run: async (running: RunContext) => {
      running.commit();
      await file.write(formatPointer(fresh), running);
      return { settings, path, applies: APPLIES };
    },
    release: () => file.end(),
  };
}

function asWord(value: boolean | number | undefined): string {
  return value === undefined ? '' : String(value);
}
