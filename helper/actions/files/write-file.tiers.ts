import { askedTo, inGerman } from '../../call/prompt-texts.js';
import type { Tier } from '../../call/types.js';
import { ADMINISTRATOR } from '../../call/defaults.js';
import type { WritePlace } from '../../file-writes/write-place.js';

const OWN_YES = { any: 'yes', inactive: 'yes', active: 'yes' } as const;
const OWN_ASK = { any: 'auth_self', inactive: 'auth_self', active: 'auth_self' } as const;
const GERMAN_FACTS = '$(display_change), $(size) Bytes, Modus $(display_mode), sha256 $(digest)';
const FACTS = '$(display_change), $(size) bytes, mode $(display_mode), sha256 $(digest)';

/** tiers by the place that is written */
export const WRITE_TIER: Readonly<Record<WritePlace, string>> = {
  'own-new': 'create-own-file',
  'own-startup': 'create-own-startup-file',
  own: 'overwrite-own-file',
  new: 'create-file',
  other: 'overwrite-file',
  code: 'write-code-file',
};

export const WRITE_TIERS: readonly Tier[] = [
  {
    name: 'create-own-file',
    description: 'Create a file in a place of your own',
    ...askedTo(`create your file $(display_path): ${FACTS}.`),
    ...inGerman('Eine Datei an einem eigenen Ort anlegen', `Ihre Datei $(display_path) anzulegen: ${GERMAN_FACTS}.`),
    defaults: OWN_YES,
    runsAs: 'caller',
    destructive: false,
  },
  {
    name: 'create-own-startup-file',
    description: 'Create a file of your own that may be run without being asked for',
    ...askedTo(`create $(display_path), which is executable or may be run when you log in: ${FACTS}.`),
    ...inGerman(
      'Eine eigene Datei anlegen, die ungefragt ausgeführt werden kann',
      `$(display_path) anzulegen, das ausführbar ist oder bei Ihrer Anmeldung ausgeführt werden kann: ${GERMAN_FACTS}.`,
    ),
    defaults: OWN_ASK,
    runsAs: 'caller',
    destructive: false,
  },
  {
    name: 'overwrite-own-file',
    description: 'Overwrite a file of your own',
    ...askedTo(`overwrite your file $(display_path): ${FACTS}.`),
    ...inGerman('Eine eigene Datei überschreiben', `Ihre Datei $(display_path) zu überschreiben: ${GERMAN_FACTS}.`),
    defaults: OWN_ASK,
    runsAs: 'caller',
  },
  {
    name: 'create-file',
    description: 'Create a file as root',
    ...askedTo(`create the file $(display_path) as root: ${FACTS}.`),
    ...inGerman('Eine Datei als Root anlegen', `die Datei $(display_path) als Root anzulegen: ${GERMAN_FACTS}.`),
    defaults: ADMINISTRATOR,
    runsAs: 'root',
    destructive: false,
  },
  {
    name: 'overwrite-file',
    description: 'Overwrite a protected file',
    ...askedTo(`write $(display_path) as root: ${FACTS}.`),
    ...inGerman('Eine geschützte Datei überschreiben', `$(display_path) als Root zu schreiben: ${GERMAN_FACTS}.`),
    defaults: ADMINISTRATOR,
    runsAs: 'root',
  },
  {
    name: 'write-code-file',
    description: 'Write a file that the system runs',
    ...askedTo(
      `write $(display_path) as root. The system runs code from there, so this gives full control of the machine: ${FACTS}.`,
    ),
    ...inGerman(
      'Eine Datei schreiben, die das System ausführt',
      `$(display_path) als Root zu schreiben. Das System führt von dort Code aus, damit gibt das die volle Kontrolle über den Rechner: ${GERMAN_FACTS}.`,
    ),
    defaults: ADMINISTRATOR,
    runsAs: 'root',
    alone: true,
  },
];
