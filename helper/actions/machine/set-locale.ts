import * as z from 'zod';
import { display } from '../../../interfaces/display.js';
import { defineAction, type Action } from '../../action/action.js';
import { ADMINISTRATOR } from '../../call/defaults.js';
import type { PrepareContext, RunContext } from '../../call/context.js';
import { authenticationTo, inGerman } from '../../call/prompt-texts.js';
import { openSettingsFile } from '../../files/settings-file.js';
import { inverseOf, prepareSetting } from '../../settings/prepare-setting.js';
import { isLocaledReadOnly, KEYBOARD_PLACES } from '../../system/devices/keyboard.js';
import { changeLang, checkLocale, LOCALE_FILES, localeFile, parseLang } from '../../system/settings/locales.js';
import { LOCALED } from '../../system/settings/services.js';
import { callSettings, readSetting } from '../../system/settings/settings-service.js';
import { settingsInverse } from '../../undo/settings-inverse.js';

const LOCALE = /^[A-Za-z]+(_[A-Z]{2})?(\.[A-Za-z0-9-]+)?(@[a-z]+)?$/;
const name = z.string().max(64);

const DEFINITION = {
  name: 'set-locale',
  since: '0.1.0',
  summary: 'set the language of the machine',
  headline: 'set the language of the machine to {locale}',
  params: z.strictObject({
    locale: name
      .regex(LOCALE, 'expected a locale such as de_DE.UTF-8')
      .describe('language, country and encoding, as the list of locales spells them'),
  }),
  result: z.strictObject({
    present: name.describe('language of the machine now'),
    previous: z.string().max(256).describe('the one before, empty for none'),
    applies: z.string().max(128).describe('from when on it holds'),
  }),
  tiers: [
    {
      name: 'set-locale',
      description: 'Set the language of the machine',
      ...authenticationTo('set the language of the machine from $(display_present) to $(display_new).'),
      ...inGerman(
        'Sprache des Rechners setzen',
        'die Sprache des Rechners von $(display_present) auf $(display_new) zu setzen.',
      ),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
    },
  ],
  risk: { readOnly: false, destructive: false, openWorld: false, killable: false, undo: true },
} as const;

export interface LocalePlaces {
  readonly files: readonly string[];
  /** debian denies everybody to change it through localed, since the file is the truth */
  readonly localedReadOnly: string;
}

/** `places` are another machine's files in tests */
export function defineSetLocale(places: LocalePlaces): Action {
  return defineAction({
    ...DEFINITION,
    effects: () => ({ paths: [localeFile(places.files)] }),
    prepare: ({ locale }, context) => prepare(locale, context, places),
  });
}

export const setLocale = defineSetLocale({
  files: LOCALE_FILES,
  localedReadOnly: KEYBOARD_PLACES.localedReadOnly,
});

async function prepare(locale: string, context: PrepareContext, places: LocalePlaces) {
  await checkLocale(context.units, context.signal, locale);
  const change = {
    action: 'set-locale',
    wanted: locale,
    back: (before: string) => (LOCALE.test(before) ? { locale: before } : undefined),
  };
  const readOnly = isLocaledReadOnly(places);
  const store = readOnly ? await openFile(localeFile(places.files), context, change) : openLocaled(context, locale);
  return await prepareSetting({
    ...change,
    ...store,
    tier: 'set-locale',
    label: 'the language of the machine',
    details: { locale, display_locale: display(locale) },
    applies: 'to logins and services from their next start on',
    // as root our change would pass localed's own check: it is made for the caller first
    foreign: [{ actionId: 'org.freedesktop.locale1.set-locale', details: {} }],
  });
}

interface Store {
  read(): Promise<string>;
  write(context: RunContext): Promise<void>;
  end(): Promise<void>;
}

function openLocaled({ bus }: PrepareContext, locale: string): Store {
  const all = async () => {
    const found = await readSetting(bus, LOCALED, 'Locale');
    return Array.isArray(found) ? found.map(String) : [];
  };
  return {
    read: async () => parseLang((await all()).join('\n')),
    write: async () => {
      const others = (await all()).filter(one => !one.startsWith('LANG='));
      await callSettings(bus, LOCALED, 'SetLocale', 'asb', [[`LANG=${locale}`, ...others], false]);
    },
    end: async () => {},
  };
}

type Change = Parameters<typeof inverseOf>[0];

async function openFile(path: string, context: PrepareContext, change: Change): Promise<Store> {
  const file = await openSettingsFile(path, context, (...saved) => {
    return inverseOf(change, parseLang(saved[1] ?? '')) ?? settingsInverse(...saved);
  });
  let { text } = file;
  return {
    // the worker holds the file that was read: another one in its place is refused when it writes
    read: async () => parseLang(text),
    write: async running => {
      const changed = changeLang(text, change.wanted);
      await file.write(changed, running);
      text = changed;
    },
    end: () => file.end(),
  };
}
