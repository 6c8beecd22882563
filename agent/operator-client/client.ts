import type { Preview } from '../../interfaces/preview.js';
import { type Catalog, type CatalogAction } from '../../interfaces/catalog.js';
import { INTERFACE_NAME } from '../../interfaces/names.js';
import {
  bodySignature,
  decodeBody,
  encodeBody,
  isTagged,
  variant,
  type Dict,
  type Tagged,
} from '../../interfaces/signature.js';
import type { ClientBus } from './bus.js';
import { CallError, toCallError } from './errors.js';
import { createJobListener, followJobs } from './jobs.js';
import { callService, cancelJob, SERVICE_OBJECT, toTextRows, toTexts } from './service-call.js';

export type Parameters = Readonly<Record<string, unknown>>;

export interface RunOptions {
  /** chosen by us, unique while it runs; output, progress and cancel refer to it */
  readonly job: string;
  readonly tier?: string;
  /** one use of a yes that covered the whole plan */
  readonly grant?: string;
  readonly interactive: boolean;
  /** awaited before more is asked for, so that a slow terminal slows the program and nobody else */
  onOutput(stream: string, text: string): Promise<void>;
  onProgress(percent: number, text: string): void;
}

export interface RunResult {
  readonly record: string;
  readonly values: Parameters;
}

export interface PlannedCall {
  readonly action: string;
  readonly parameters: Parameters;
  readonly tier: string | undefined;
}

/** the helper as seen from here */
export interface OperatorClient {
  version(): Promise<string>;
  /** facts about a call that is not made; nothing changes */
  preview(action: string, parameters: Parameters, tier?: string): Promise<Preview>;
  /** one prompt for all steps; a grant for each, empty where the step asks by itself */
  authorizePlan(steps: readonly PlannedCall[]): Promise<readonly string[]>;
  run(action: string, parameters: Parameters, options: RunOptions): Promise<RunResult>;
  /** false where it is past the point where it may be stopped, or already over */
  cancel(job: string): Promise<boolean>;
  /** the record of one's own latest call of this action that has not ended yet */
  unfinished(action: string): Promise<string | undefined>;
  close(): void;
}

const RECENT = 8;

export async function connectOperator(bus: ClientBus, catalog: Catalog): Promise<OperatorClient> {
  const jobs = await followJobs(bus);
  return {
    version: () => readVersion(bus),
    preview: (name, parameters, tier) => previewCall(bus, findAction(catalog, name), { parameters, tier }),
    authorizePlan: steps => authorizePlan(bus, catalog, steps),
    run: async (name, parameters, options) => {
      const action = findAction(catalog, name);
      const listener = createJobListener(bus, options);
      jobs.set(options.job, listener.take);
      try {
        const body = encodeBody(action.params, parameters, reserved(options));
        const reply = await callService(bus, {
          member: action.method,
          signature: bodySignature(action.params),
          body,
          interactive: options.interactive,
        });
        await listener.printed();
        return readResult(action, reply);
      } finally {
        jobs.delete(options.job);
      }
    },
    cancel: job => cancelJob(bus, job),
    unfinished: action => findUnfinished(bus, action),
    close: () => bus.close(),
  };
}

async function previewCall(
  bus: ClientBus,
  action: CatalogAction,
  { parameters, tier }: Omit<PlannedCall, 'action'>,
): Promise<Preview> {
  const body = [action.name, previewArguments(action, parameters, tier)];
  const [facts] = await callService(bus, { member: 'Preview', signature: 'sa{sv}', body });
  return toTexts(facts);
}

async function authorizePlan(bus: ClientBus, catalog: Catalog, steps: readonly PlannedCall[]): Promise<string[]> {
  const calls = steps.map(({ action, parameters, tier }) => [
    action,
    previewArguments(findAction(catalog, action), parameters, tier),
  ]);
  const [grants] = await callService(bus, {
    member: 'AuthorizePlan',
    signature: 'a(sa{sv})a{sv}',
    body: [calls, {}],
    interactive: true,
  });
  return Array.isArray(grants) ? grants.map(String) : [];
}

async function findUnfinished(bus: ClientBus, action: string): Promise<string | undefined> {
  const limit = { signature: 'u', value: RECENT };
  const [rows] = await callService(bus, { member: 'ListRecords', signature: 'a{sv}', body: [{ limit }] });
  return toTextRows(rows).find(row => row['action'] === action && row['outcome'] === 'open')?.['record'];
}

export function findAction(catalog: Catalog, name: string): CatalogAction {
  const action = catalog.actions.find(candidate => candidate.name === name);
  if (!action) throw new CallError('unknown-method', `there is no action ${name}`);
  return action;
}

async function readVersion(bus: ClientBus): Promise<string> {
  const request = {
    ...SERVICE_OBJECT,
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    signature: 'ss',
    body: [INTERFACE_NAME, 'Version'],
  };
  try {
    const [value] = await bus.call(request);
    return isTagged(value) && typeof value.value === 'string' ? value.value : 'unknown';
  } catch (error) {
    throw toCallError(error);
  }
}

function reserved({ job, tier, grant }: RunOptions): Dict {
  return Object.fromEntries(
    Object.entries({ job, tier, grant }).flatMap(([key, value]) =>
      value === undefined || value === '' ? [] : [[key, variant(value)] as const],
    ),
  );
}

// all parameters by name, positional ones too, with the signatures that the action's schema gives them
function previewArguments(action: CatalogAction, parameters: Parameters, tier?: string): Dict {
  const dict: Record<string, Tagged> = tier === undefined ? {} : { tier: variant(tier) };
  const [options] = encodeBody({ ...action.params, required: [] }, parameters);
  for (const [name, tagged] of Object.entries(Object(options))) {
    if (isTagged(tagged)) dict[name] = tagged;
  }
  return dict;
}

function readResult(action: CatalogAction, body: readonly unknown[]): RunResult {
  const { values, dict } = decodeBody(action.result, body);
  const { record: own, ...rest } = values;
  const record = dict['record']?.value ?? own;
  return { record: typeof record === 'string' ? record : '', values: rest };
}
