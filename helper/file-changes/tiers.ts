import { askedTo, inGerman } from '../call/prompt-texts.js';
import { ADMINISTRATOR } from '../call/defaults.js';
import type { Tier } from '../call/types.js';

/** names of the tiers of one action */
export interface ChangeTiers {
  /** one's own, without a question */
  readonly own: string;
  /** one's own, where something would be lost or opened to others */
  readonly asked: string;
  /** one's own, where code is run from */
  readonly ownCode: string;
  readonly other: string;
  readonly code: string;
}

export interface ChangeWords {
  /** `move` */
  readonly verb: string;
  /** `file`, `files`, `permissions` */
  readonly noun: string;
  /** verb phrase for the description: `Move a file` */
  readonly describes: string;
  /** with `$(…)` for each detail, without a full stop: `move $(display_path) to $(display_to)` */
  readonly asks: string;
  /** the same for who speaks german: a phrase that ends in an infinitive, for the question one with `zu` */
  readonly german: Readonly<Record<'describes' | 'asks', string>>;
  /** false for what only adds */
  readonly destructive: boolean;
}

const YES = { any: 'yes', inactive: 'yes', active: 'yes' } as const;
const SELF = { any: 'auth_self', inactive: 'auth_self', active: 'auth_self' } as const;
const CODE = 'The system runs code from there, so this gives full control of the machine';
const OWN_CODE = 'Code is run from there, so this gives full control of what you do';

const GERMAN_CODE = 'Das System führt von dort Code aus, damit gibt das die volle Kontrolle über den Rechner';
const GERMAN_OWN_CODE = 'Von dort wird Code ausgeführt, damit gibt das die volle Kontrolle über alles, was Sie tun';

export function namesOf({ verb, noun }: Pick<ChangeWords, 'verb' | 'noun'>): ChangeTiers {
  return {
    own: `${verb}-own-${noun}`,
    asked: `${verb}-own-${noun}-asked`,
    ownCode: `${verb}-own-code-${noun}`,
    other: `${verb}-${noun}`,
    code: `${verb}-code-${noun}`,
  };
}

export function changeTiers(words: ChangeWords): readonly Tier[] {
  const adding = words.destructive ? {} : { destructive: false };
  return [...ownTiers(words, adding), ...rootTiers(words, adding)];
}

type Adding = Pick<Tier, 'destructive'>;

function ownTiers({ describes, asks, german, ...words }: ChangeWords, adding: Adding): readonly Tier[] {
  const names = namesOf(words);
  return [
    {
      name: names.own,
      description: `${describes} of your own`,
      ...askedTo(`${asks} as you.`),
      ...inGerman(`Eigenes: ${german.describes}`, `${german.asks}, mit Ihren Rechten.`),
      defaults: YES,
      runsAs: 'caller',
      ...adding,
    },
    {
      name: names.asked,
      description: `${describes} of your own where something is lost or opened to others`,
      ...askedTo(`${asks} as you.`),
      ...inGerman(
        `Eigenes, wobei etwas verloren geht oder für andere offen wird: ${german.describes}`,
        `${german.asks}, mit Ihren Rechten.`,
      ),
      defaults: SELF,
      runsAs: 'caller',
    },
    {
      name: names.ownCode,
      description: `${describes} of your own where code is run from`,
      ...askedTo(`${asks} as you. ${OWN_CODE}.`),
      ...inGerman(
        `Eigenes, von wo Code ausgeführt wird: ${german.describes}`,
        `${german.asks}, mit Ihren Rechten. ${GERMAN_OWN_CODE}.`,
      ),
      defaults: ADMINISTRATOR,
      runsAs: 'caller',
      alone: true,
    },
  ];
}

function rootTiers({ describes, asks, german, ...words }: ChangeWords, adding: Adding): readonly Tier[] {
  const names = namesOf(words);
  return [
    {
      name: names.other,
      description: `${describes} as root`,
      ...askedTo(`${asks} as root.`),
      ...inGerman(`Als Root: ${german.describes}`, `${german.asks}, als Root.`),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
      ...adding,
    },
    {
      name: names.code,
      description: `${describes} where the system runs code from`,
      ...askedTo(`${asks} as root. ${CODE}.`),
      ...inGerman(
        `Als Root, von wo das System Code ausführt: ${german.describes}`,
        `${german.asks}, als Root. ${GERMAN_CODE}.`,
      ),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
      alone: true,
    },
  ];
}
