import { actionPreviewSchema, type ActionPreview } from '../../interfaces/preview.js';
import type { z } from 'zod';
import type { Authorization } from '../polkit/polkit.js';
import { OperatorError } from '../../interfaces/errors.js';
import type { PrepareContext, RunContext } from '../call/context.js';
import { effectsByKind, hasExitedWell, NO_EFFECTS, type Effects } from './effects.js';
import { hiddenParameters } from './parameters.js';
import type { CallFacts, Details, ForeignCheck, Risk, Tier } from '../call/types.js';

// limits for the text of a rejection, which quotes the caller's input
const MAX_ISSUES = 8;
const MAX_ISSUE_TEXT = 200;

/** a call that can run: its facts are pinned, nothing is changed yet */
export interface Preparation<R> {
  /** name of one of the action's tiers */
  readonly tier: string;
  /** fixed keys only; a raw key for rules and a `display_` key for the message */
  readonly details: Details;
  /** facts that the caller may see before polkit authorizes the call */
  readonly preview: ActionPreview;
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
  /** one call in a few words, with `{param}` for each required parameter that it names: `restart nginx.service` */
  readonly headline?: string;
  readonly params: P;
  readonly result: R;
  readonly tiers: readonly Tier[];
  readonly risk: Risk;
  /** objects that a call reads or changes; derived from the kinds of the parameters unless given */
  effects?(params: Readonly<Record<string, unknown>>, details: Details | undefined): Partial<Effects>;
  /** true for a result that lets a plan go on; unless given, true where no exit status and no signal tells otherwise */
  succeeded?(result: z.infer<R>): boolean;
  prepare(params: z.infer<P>, context: PrepareContext): Promise<Preparation<z.infer<R>>>;
}

/** a call bound to its tier and facts: `run` takes an authorization of exactly these details, and nothing else */
export interface PreparedCall extends CallFacts {
  run(authorization: Authorization, context: RunContext): Promise<Readonly<Record<string, unknown>>>;
  release(): Promise<void>;
}

export interface Action extends Omit<ActionDefinition<z.ZodObject, z.ZodObject>, 'prepare' | 'effects' | 'succeeded'> {
  /** names of the parameters that a record holds only as size and keyed digest */
  readonly hidden: ReadonlySet<string>;
  /** `undefined` for an action that has no object of its own: it sets one thing of the machine */
  effects(params: Readonly<Record<string, unknown>>, details: Details | undefined): Effects | undefined;
  readonly succeeded: (result: Readonly<Record<string, unknown>>) => boolean;
  prepare(raw: unknown, context: PrepareContext): Promise<PreparedCall>;
}

export function defineAction<P extends z.ZodObject, R extends z.ZodObject>(definition: ActionDefinition<P, R>): Action {
  return {
    ...definition,
    hidden: hiddenParameters(definition.params),
    effects: effectsOf(definition),
    succeeded: result =>
      definition.succeeded?.(definition.result.parse(result)) ?? hasExitedWell(definition.result, result),
    prepare: async (raw, context) => {
      const prepared = await definition.prepare(parseParams(definition, raw), context);
      const tier = definition.tiers.find(candidate => candidate.name === prepared.tier);
      if (!tier) throw new TypeError(`${definition.name} has no tier ${prepared.tier}`);
      return bindAuthorization(definition, tier, prepared);
    },
  };
}

function effectsOf<P extends z.ZodObject, R extends z.ZodObject>(
  definition: ActionDefinition<P, R>,
): Action['effects'] {
  const byKind = effectsByKind(definition.params);
  return (params, details) =>
    definition.effects ? { ...NO_EFFECTS, ...definition.effects(params, details) } : byKind(params, details);
}

function bindAuthorization<P extends z.ZodObject, R extends z.ZodObject>(
  definition: ActionDefinition<P, R>,
  tier: Tier,
  prepared: Preparation<z.infer<R>>,
): PreparedCall {
  const details = Object.freeze({ ...prepared.details });
  const unknown = Object.keys(prepared.preview).find(key => !Object.hasOwn(actionPreviewSchema.shape, key));
  if (unknown !== undefined) throw new TypeError(`${definition.name}: ${unknown} is no key of a preview`);
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
  throw new OperatorError('invalid-args', describeIssues(parsed.error.issues));
}

// they quote what was sent
function describeIssues(issues: readonly z.core.$ZodIssue[]): string {
  const told = issues
    .slice(0, MAX_ISSUES)
    .map(({ path, message }) => `${path.join('.') || 'parameters'}: ${message}`.slice(0, MAX_ISSUE_TEXT));
  return told.concat(issues.length > MAX_ISSUES ? `and ${issues.length - MAX_ISSUES} more` : []).join('; ');
}
