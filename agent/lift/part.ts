import type { Catalog } from '../../interfaces/catalog.js';
import type { Lifting } from '../../interfaces/lifting.js';
import type { Step } from '../plan/plan.js';

/** places that a look cannot reach from its cage */
export type Need = 'bus' | 'network';

export interface StepPart {
  readonly kind: 'step';
  readonly source: string;
  /** paths are absolute and text is exact: nothing is left to resolve */
  readonly step: Step;
  /** name of the rule */
  readonly why: string;
  /** a difference between the action and the command */
  readonly notes: readonly string[];
}

export interface LookPart {
  readonly kind: 'look';
  readonly source: string;
  /** for `/bin/sh`, without `sudo` */
  readonly script: string;
  /** the same as words, where it is one command of which each word is known */
  readonly argv?: readonly string[];
  /** empty where the text goes to a directory that is only known when it runs */
  readonly cwd: string;
  readonly needs?: Need;
  readonly why: string;
}

export interface RestPart {
  readonly kind: 'rest';
  readonly source: string;
  readonly why: string;
  /** acts on the running system, so a copy of the machine cannot show what it does */
  readonly live?: true;
}

export type Part = StepPart | LookPart | RestPart;

/** in the order of the text; with a part that is not understood the steps alone are another thing than was drafted */
export interface LiftedPlan {
  readonly parts: readonly Part[];
}

export interface LiftContext {
  readonly catalog: Catalog;
  readonly lifting: readonly Lifting[];
  readonly cwd: string;
  readonly home: string;
  readonly user: string;
  /** ids of the processes of this name, or whose name matches; without it such commands stay as they are */
  readonly processes?: (by: 'name' | 'pattern', text: string) => readonly number[];
  /** output of short commands on this machine, such as `uname -r` */
  readonly outputs?: Readonly<Record<string, string>>;
}
