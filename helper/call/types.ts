import type { ActionPreview } from '../../interfaces/preview.js';

export type Implicit = 'no' | 'yes' | 'auth_self' | 'auth_admin';

/** one polkit action id; an action has one for each tier of authority it can need */
export interface Tier {
  /** kebab case; the id is `org.llmos.operator1.<name>` */
  readonly name: string;
  readonly description: string;
  /** prompt text, all a person sees: `$(key)` for each detail it names */
  readonly message: string;
  /** the same as a line in a list of steps, with the same keys; `message` itself where absent */
  readonly step?: string;
  /** the same for who speaks german, with the same keys; polkit shows the text in the language of the prompt */
  readonly german?: { readonly description: string; readonly message: string };
  readonly defaults: { readonly any: Implicit; readonly inactive: Implicit; readonly active: Implicit };
  /** asks for itself even as a step of a plan: what it gives away does not fit in a line among others */
  readonly alone?: boolean;
  /** the most powerful identity that anything of such a call runs under */
  readonly runsAs: 'caller' | 'root' | 'dynamic-user';
  /** results hold data that the caller could not read without this tier */
  readonly discloses?: boolean;
  /** changes nothing, although other tiers of the action do */
  readonly readOnly?: boolean;
  /** false for a tier that only adds, although other tiers of the action destroy */
  readonly destructive?: boolean;
  /** characters that a detail may have in the prompt, for details that may be longer than others */
  readonly maxShown?: Readonly<Record<string, number>>;
}

export interface Risk {
  readonly readOnly: boolean;
  readonly destructive: boolean;
  readonly openWorld: boolean;
  /** false where stopping halfway is worse than finishing: such work outlives its caller */
  readonly killable: boolean;
  readonly undo: boolean;
}

export type Details = Readonly<Record<string, string>>;

/** the caller, resolved by the pipeline from the message's sender, never from its content */
export interface Subject {
  readonly sender: string;
  readonly uid: number;
  readonly gid: number;
  readonly userName: string;
  readonly home: string;
  /** may be given the tiers that run as the caller (a person's own uid, a session, the groups the user database has) */
  readonly ownTiers: boolean;
  /** the reason where `ownTiers` is false */
  readonly ownTiersReason: string;
  /** the message carried the flag that allows interactive authorization */
  readonly interactive: boolean;
  readonly session: string | undefined;
  readonly remote: boolean;
  /** uid of the session, if it is another one, as after sudo */
  readonly loginUid?: number;
}

/** polkit action of the service that performs the change; checked for the caller, and a denial is final */
export interface ForeignCheck {
  readonly actionId: string;
  readonly details: Details;
}

/** the data of a prepared call, which its authorization is bound to */
export interface CallFacts {
  readonly tier: Tier;
  readonly details: Details;
  readonly preview: ActionPreview;
  readonly foreign: readonly ForeignCheck[];
  readonly pinned: Details;
}
