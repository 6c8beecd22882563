import * as z from 'zod';
import type { Tier } from '../call/types.js';
import type { Action } from './action.js';
import {
  parseContract,
  type Contract,
  type ContractAction,
  type ContractTier,
  type ObjectSchema,
} from '../../interfaces/contract.js';
import { OperatorError } from '../../interfaces/errors.js';
import { toActionId, toMethodName, toToolName } from '../../interfaces/names.js';
import { bodySignature, decodeBody, type Tagged } from '../../interfaces/signature.js';

/** an action as the bus sees it */
export interface MethodBinding {
  readonly action: Action;
  readonly method: string;
  readonly tool: string;
  readonly params: ObjectSchema;
  readonly result: ObjectSchema;
  readonly in: string;
  readonly out: string;
}

const JOB = /^[a-z0-9-]{1,32}$/;
const GRANT = /^[0-9a-f]{32}$/;

export function bindActions(registry: readonly Action[]): readonly MethodBinding[] {
  const { actions } = buildContract(registry);
  return actions.map((entry, index) => {
    const action = registry[index];
    if (!action) throw new TypeError('the catalogue is longer than the registry');
    const { params, result, method, name } = entry;
    return { action, method, tool: name, params, result, in: bodySignature(params), out: bodySignature(result) };
  });
}

/** the content of `actions.json` */
export function buildContract(registry: readonly Action[]): Contract {
  return parseContract(JSON.stringify({ version: 1, actions: registry.map(contractEntry) }));
}

function contractEntry(
  action: Action,
): Omit<ContractAction, 'params' | 'result'> & { params: unknown; result: unknown } {
  const { readOnly, destructive, openWorld, killable, undo } = action.risk;
  return {
    name: toToolName(action.name),
    method: toMethodName(action.name),
    summary: action.summary,
    ...(action.headline === undefined ? {} : { headline: action.headline }),
    since: action.since,
    params: jsonSchema(action.params, 'input'),
    result: jsonSchema(action.result, 'output'),
    risk: { read_only: readOnly, destructive, open_world: openWorld, killable, undo },
    action_ids: action.tiers.map(tier => toActionId(tier.name)),
    tiers: action.tiers.map(tier => tierEntry(tier, action)),
  };
}

function tierEntry(tier: Tier, { risk }: Action): ContractTier {
  const readOnly = tier.readOnly ?? risk.readOnly;
  return {
    id: toActionId(tier.name),
    runs_as: tier.runsAs,
    read_only: readOnly,
    destructive: !readOnly && (tier.destructive ?? risk.destructive),
    discloses: tier.discloses === true,
    asks_self: Object.values(tier.defaults).includes('auth_self'),
  };
}

function jsonSchema(schema: z.ZodObject, io: 'input' | 'output'): unknown {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}

export interface DecodedCall {
  readonly params: Readonly<Record<string, unknown>>;
  readonly job: string | undefined;
  readonly grant: string | undefined;
}

/** the values of a call by name; zod judges them later, here only what no action owns */
export function decodeCall(face: MethodBinding, body: readonly unknown[]): DecodedCall {
  const { values, dict } = decodeBody(face.params, body);
  const { job, grant, ...rest } = dict;
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) {
    const known = Object.keys(face.params.properties).filter(name => !face.params.required.includes(name));
    throw new OperatorError(
      'invalid-args',
      `options: there is no ${quote(unknown)}, only ${[...known, 'job', 'grant'].join(', ')}`,
    );
  }
  return { params: values, job: parseJob(job), grant: parseGrant(grant) };
}

// an empty one is what a plan gives for a step that must ask by itself
function parseGrant(grant: Tagged | undefined): string | undefined {
  if (!grant || grant.value === '') return undefined;
  if (typeof grant.value === 'string' && GRANT.test(grant.value)) return grant.value;
  throw new OperatorError('invalid-args', 'grant: expected one that AuthorizePlan gave');
}

export function parseJob(job: Tagged | undefined): string | undefined {
  if (!job) return undefined;
  if (typeof job.value === 'string' && JOB.test(job.value)) return job.value;
  throw new OperatorError('invalid-args', 'job: expected 1 to 32 of a-z, 0-9 and -');
}

function quote(word: string): string {
  return JSON.stringify(word.slice(0, 40));
}
