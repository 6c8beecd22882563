import { authenticationTo } from '../../call/prompt-texts.js';
import * as z from 'zod';
import { display } from '../../../interfaces/display.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { defineAction, type Action } from '../../action/action.js';
import type { PrepareContext, RunContext } from '../../call/context.js';
import { openSettingsFile } from '../../files/settings-file.js';
import { settingsInverse } from '../../undo/settings-inverse.js';
import type { Inverse } from '../../call/inverse.js';
import {
  KEYBOARD_PLACES,
  changeSettings,
  checkKnown,
  isLocaledReadOnly,
  parseSettings,
  readLocaled,
  writeLocaled,
  type Keyboard,
  type KeyboardPlaces,
} from '../../system/devices/keyboard.js';
import { ADMINISTRATOR } from '../../call/defaults.js';

const params = z.strictObject({
  layout: z
    .string()
    .max(64)
    .regex(/^[A-Za-z0-9_-]+(,[A-Za-z0-9_-]+)*$/, 'expected a layout such as de, or several such as us,de')
    .describe('keyboard layout such as us, de or fr; several with commas'),
  variant: z
    .string()
    .max(64)
    .regex(/^[A-Za-z0-9_-]*(,[A-Za-z0-9_-]*)*$/, 'expected a variant such as nodeadkeys')
    .optional()
    .describe('variant of the layout such as nodeadkeys; the plain layout unless given'),
});

const result = z.strictObject({
  layout: z.string().max(256).describe('layout of the machine now'),
  variant: z.string().max(256).describe('its variant, empty for the plain layout'),
  applies: z.string().max(128).describe('where and from when on it holds'),
});

type Params = z.infer<typeof params>;
type Result = z.infer<typeof result>;

const DEFINITION = {
  name: 'set-keyboard-layout',
  since: '0.1.0',
  summary: 'set the keyboard layout of the whole machine',
  headline: 'set the keyboard layout of the whole machine to {layout}',
  params,
  result,
  tiers: [
    {
      name: 'set-keyboard-layout',
      description: 'Set the keyboard layout of the machine',
      ...authenticationTo('set the keyboard layout of the machine to $(display_keyboard).'),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
    },
  ],
  risk: { readOnly: false, destructive: false, openWorld: false, killable: false, undo: true },
} as const;

/** `places` are another machine's files in tests */
export function defineSetKeyboardLayout(places: KeyboardPlaces): Action {
  return defineAction({
    ...DEFINITION,
    effects: () => ({ paths: [places.settings] }),
    prepare: (asked, context) => prepare(asked, context, places),
  });
}

export const setKeyboardLayout = defineSetKeyboardLayout(KEYBOARD_PLACES);

async function prepare({ layout, variant = '' }: Params, context: PrepareContext, places: KeyboardPlaces) {
  checkKnown({ layout, variant }, places);
  const store = isLocaledReadOnly(places) ? await openFile(places, context) : await openLocaled(context);
  const shown = inWords({ layout, variant });
  return {
    tier: 'set-keyboard-layout',
    details: { layout, variant, display_keyboard: shown },
    preview: {
      summary: `set the keyboard layout of the machine to ${shown}`,
      present: store.present.layout === '' ? 'not set' : inWords(store.present),
      new: shown,
      applies: store.applies,
    },
    pinned: { present_layout: store.present.layout, present_variant: store.present.variant },
    // as root our call would pass localed's own check: it is made for the caller first
    foreign: [{ actionId: 'org.freedesktop.locale1.set-keyboard', details: {} }],
    run: (running: RunContext) => store.write({ ...store.present, layout, variant }, running),
    release: () => store.end(),
  };
}

/** the one place where this machine keeps its layout */
interface Store {
  readonly present: Keyboard;
  readonly applies: string;
  write(keyboard: Keyboard, context: RunContext): Promise<Result>;
  end(): Promise<void>;
}

async function openLocaled({ bus }: PrepareContext): Promise<Store> {
  const present = await readLocaled(bus);
  const applies = 'to consoles at once, to graphical sessions from the next one on';
  return {
    present,
    applies,
    write: async (keyboard, context) => {
      refuseChange(present, await readLocaled(bus));
      context.commit();
      if (present.layout !== '') await context.saveUndo(inverseOf(present, keyboard));
      await writeLocaled(bus, keyboard);
      const { layout, variant } = await readLocaled(bus);
      return { layout, variant, applies };
    },
    end: async () => {},
  };
}

function inverseOf(before: Keyboard, after: Keyboard): Inverse {
  const { layout, variant } = before;
  const expect = { present_layout: after.layout, present_variant: after.variant };
  return { action: 'set-keyboard-layout', params: { layout, variant }, expect };
}

async function openFile(places: KeyboardPlaces, opening: PrepareContext): Promise<Store> {
  const file = await openSettingsFile(places.settings, opening, settingsInverse);
  const applies = 'to consoles and graphical sessions from the next start of the machine on';
  return {
    present: parseSettings(file.text),
    applies,
    write: async (keyboard, context) => {
      context.commit();
      await file.write(changeSettings(file.text, keyboard), context);
      return { layout: keyboard.layout, variant: keyboard.variant, applies };
    },
    end: () => file.end(),
  };
}

function refuseChange(before: Keyboard, now: Keyboard): void {
  if (JSON.stringify(before) === JSON.stringify(now)) return;
  throw new OperatorError('failed', 'the keyboard layout was changed meanwhile: nothing was done, ask again');
}

function inWords({ layout, variant }: Pick<Keyboard, 'layout' | 'variant'>): string {
  return display(variant === '' ? layout : `${layout} (${variant})`);
}
