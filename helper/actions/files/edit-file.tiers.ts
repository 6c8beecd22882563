import { askedTo, inGerman } from '../../call/prompt-texts.js';
import type { Tier } from '../../call/types.js';
import { ADMINISTRATOR } from '../../call/defaults.js';
import { isOwn, type WritePlace } from '../../file-writes/write-place.js';

const OWN_ASK = { any: 'auth_self', inactive: 'auth_self', active: 'auth_self' } as const;
const FACTS = '$(display_operation), sha256 $(digest)';

export const EDIT_TIERS: readonly Tier[] = [
  {
    name: 'edit-own-file',
    description: 'Change lines of a file of your own',
    ...askedTo(`change your file $(display_path): ${FACTS}.`),
    ...inGerman('Zeilen einer eigenen Datei ändern', `Ihre Datei $(display_path) zu ändern: ${FACTS}.`),
    defaults: OWN_ASK,
    runsAs: 'caller',
  },
  {
    name: 'edit-file',
    description: 'Change lines of a protected file',
    ...askedTo(`change $(display_path) as root: ${FACTS}.`),
    ...inGerman('Zeilen einer geschützten Datei ändern', `$(display_path) als Root zu ändern: ${FACTS}.`),
    defaults: ADMINISTRATOR,
    runsAs: 'root',
  },
  {
    name: 'edit-code-file',
    description: 'Change lines of a file that the system runs or takes orders from',
    ...askedTo(
      `change $(display_path) as root. The system runs code from there, so this gives full control of the machine: ${FACTS}.`,
    ),
    ...inGerman(
      'Zeilen einer Datei ändern, die das System ausführt oder nach der es sich richtet',
      `$(display_path) als Root zu ändern. Das System führt von dort Code aus, damit gibt das die volle Kontrolle über den Rechner: ${FACTS}.`,
    ),
    defaults: ADMINISTRATOR,
    runsAs: 'root',
    alone: true,
  },
];

/** tier of an edit by the place of the file */
export function editTier(place: WritePlace): string {
  if (place === 'code') return 'edit-code-file';
  return isOwn(place) ? 'edit-own-file' : 'edit-file';
}
