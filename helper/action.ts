import type { z } from 'zod';
import type { Authorization } from './polkit/polkit.js';
import type { BusCaller } from './system/bus-caller.js';
import type { Bounds } from './config/config.js';
import type { UnitStarter } from './system/unit-starter.js';
import type { Guard } from './lockout/guard.js';
import type { Inverse } from './undo/inverse.js';
import { OperatorError } from '../interfaces/errors.js';
import type { Asked, Hint, Implied } from './said.js';

export type Implicit = 'no' | 'yes' | 'auth_self' | 'auth_admin';

/** one polkit action id; an action has one for each tier of authority it can need */
export interface Tier {
  /** kebab case; the id is `org.llmos.operator1.<name>` */
  readonly name: string;
  readonly description: string;
  /** prompt text, all a person sees: `$(key)` for each detail it names */
  readonly message: string;
  readonly defaults: { readonly any: Implicit; readonly inactive: Implicit; readonly active: Implicit };
  /** asks for itself even as a step of a plan: what it gives away does not fit in a line among others */
  readonly alone?: boolean;
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

/** who calls, resolved by the pipeline from the message's sender, never from anything the caller says */
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
  /** who opened the session, where that is somebody else, as after sudo */
  readonly loginUid?: number;
}

export interface PrepareContext {
  readonly subject: Subject;
  readonly bounds: Bounds;
  readonly units: UnitStarter;
  readonly bus: BusCaller;
  readonly signal: AbortSignal;
}

export interface RunContext extends PrepareContext {
  readonly record: string;
  /** resolves when the caller's window has room again, or at once where the caller does not follow */
  output(stream: 'stdout' | 'stderr', text: string): Promise<void>;
  progress(percent: number, text: string): void;
  /** from here on the call finishes, whoever vanishes; called before the first change */
  commit(): void;
  /**
   * what takes this call back, on disk before the first change, or nothing may be changed; once more after it, where
   * only then is known what must still hold. a call whose inverse is too big says so in its preview and saves none
   */
  saveUndo(inverse: Inverse): Promise<void>;
  /** for a change that could lock its own author out: what takes it back by itself is armed when it resolves */
  readonly guard: Guard;
}

/** a call at another service's check of the same thing: its `NO` is our `NO` */
export interface ForeignCheck {
  readonly actionId: string;
  readonly details: Details;
}

/** a call that can run: its facts are pinned, nothing is changed yet */
export interface Prepared<R> {
  /** name of one of the action's tiers */
  readonly tier: string;
  /** fixed keys only; a raw key for rules and a `display_` key for the message */
  readonly details: Details;
  /** what the caller may be told before polkit's yes */
  readonly preview: Details;
  readonly foreign?: readonly ForeignCheck[];
  /** facts that a yes is bound to beside the details; never shown, returned or logged */
  readonly pinned?: Details;
  run(context: RunContext): Promise<R>;
  /** always called at the end, run or not */
  release(): Promise<void>;
}

export interface ActionDefinition<P extends z.ZodObject, R extends z.ZodObject> {
  /** canonical name, kebab case, equal to the file name */
  readonly name: string;
  readonly since: string;
  readonly summary: string;
  /** what one call does in a few words, `{param}` for each required parameter that it names: `restart nginx.service` */
  readonly headline?: string;
  readonly params: P;
  readonly result: R;
  readonly tiers: readonly Tier[];
  readonly risk: Risk;
  /** requests with the steps of a good plan for them; the person's home in them is /home/sam */
  readonly examples: readonly Example[];
  readonly hints?: readonly Hint[];
  /** values that need not stand in a request: what says them as well, for whoever checks a plan against its request */
  readonly implied?: readonly Implied[];
  /** parameters that people describe instead of naming (a c compiler): a guess at them is worth a question, and told as one */
  readonly guessed?: readonly string[];
  /** values that destroy or open more than a plain request means: a plan keeps them only where the request asks for them */
  readonly asked?: readonly Asked[];
  prepare(params: z.infer<P>, context: PrepareContext): Promise<Prepared<z.infer<R>>>;
}

export interface Example {
  readonly request: string;
  readonly steps: readonly Readonly<Record<string, unknown>>[];
}

/** the sealed form: the only way to `run` asks for an authorization of exactly these details */
export interface SealedCall {
  readonly tier: Tier;
  readonly details: Details;
  readonly preview: Details;
  readonly foreign: readonly ForeignCheck[];
  readonly pinned: Details;
  run(authorization: Authorization, context: RunContext): Promise<Readonly<Record<string, unknown>>>;
  release(): Promise<void>;
}

export interface Action extends Omit<ActionDefinition<z.ZodObject, z.ZodObject>, 'prepare'> {
  prepare(raw: unknown, context: PrepareContext): Promise<SealedCall>;
}

export function defineAction<P extends z.ZodObject, R extends z.ZodObject>(definition: ActionDefinition<P, R>): Action {
  return {
    ...definition,
    prepare: async (raw, context) => {
      const prepared = await definition.prepare(parseParams(definition, raw), context);
      const tier = definition.tiers.find(candidate => candidate.name === prepared.tier);
      if (!tier) throw new TypeError(`${definition.name} has no tier ${prepared.tier}`);
      return seal(definition, tier, prepared);
    },
  };
}

function seal<P extends z.ZodObject, R extends z.ZodObject>(
  definition: ActionDefinition<P, R>,
  tier: Tier,
  prepared: Prepared<z.infer<R>>,
): SealedCall {
  const details = Object.freeze({ ...prepared.details });
  return {
    tier,
    details,
    preview: prepared.preview,
    foreign: prepared.foreign ?? [],
    pinned: Object.freeze({ ...prepared.pinned }),
    release: () => prepared.release(),
    run: async (authorization, context) => {
      if (!authorization.redeem(tier.name, details)) {
        throw new OperatorError('failed', 'the authorization is for another call');
      }
      return definition.result.parse(await prepared.run(context));
    },
  };
}

function parseParams<P extends z.ZodObject, R extends z.ZodObject>(
  definition: ActionDefinition<P, R>,
  raw: unknown,
): z.infer<P> {
  const parsed = definition.params.safeParse(raw);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(issue => `${issue.path.join('.') || 'parameters'}: ${issue.message}`);
  throw new OperatorError('invalid-args', problems.join('; '));
}
