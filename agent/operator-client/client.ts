import type { Preview } from '../../interfaces/preview.js';
import { type Catalog, type CatalogAction } from '../../interfaces/catalog.js';
import { BUS_NAME, INTERFACE_NAME, OBJECT_PATH } from '../../interfaces/names.js';
import { bodySignature, decodeBody, encodeBody, isTagged, type Dict, type Tagged } from '../../interfaces/signature.js';
import type { ClientBus } from './bus.js';
import { CallError, toCallError } from './errors.js';
import { createJobListener, followJobs } from './jobs.js';

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
const TARGET = { destination: BUS_NAME, path: OBJECT_PATH } as const;

export async function connectOperator(bus: ClientBus, catalog: Catalog): Promise<OperatorClient> {
  const jobs = await followJobs(bus);
  return {
    version: () => readVersion(bus),
    preview: async (name, parameters, tier) => {
      const action = findAction(catalog, name);
      const [facts] = await ask(bus, 'Preview', 'sa{sv}', [name, previewArguments(action, parameters, tier)]);
      return textFacts(facts);
    },
    authorizePlan: async steps => {
      const calls = steps.map(({ action, parameters, tier }) => [
        action,
        previewArguments(findAction(catalog, action), parameters, tier),
      ]);
      const [grants] = await ask(bus, 'AuthorizePlan', 'a(sa{sv})a{sv}', [calls, {}], true);
      return Array.isArray(grants) ? grants.map(String) : [];
    },
    run: async (name, parameters, options) => {
      const action = findAction(catalog, name);
      const listener = createJobListener(bus, options);
      jobs.set(options.job, listener.take);
      try {
        const body = encodeBody(action.params, parameters, reserved(options));
        const reply = await ask(bus, action.method, bodySignature(action.params), body, options.interactive);
        await listener.printed();
        return readResult(action, reply);
      } finally {
        jobs.delete(options.job);
      }
    },
    cancel: async job => {
      const [cancelled] = await ask(bus, 'Cancel', 's', [job]);
      return cancelled === true;
    },
    unfinished: action => findUnfinished(bus, action),
    close: () => bus.close(),
  };
}

async function findUnfinished(bus: ClientBus, action: string): Promise<string | undefined> {
  const [rows] = await ask(bus, 'ListRecords', 'a{sv}', [{ limit: { signature: 'u', value: RECENT } }]);
  const recent = Array.isArray(rows) ? rows.map(textFacts) : [];
  return recent.find(row => row['action'] === action && row['outcome'] === 'open')?.['record'];
}

async function ask(
  bus: ClientBus,
  member: string,
  signature: string,
  body: readonly unknown[],
  interactive = false,
): Promise<unknown[]> {
  try {
    return await bus.call({ ...TARGET, interface: INTERFACE_NAME, member, signature, body, interactive });
  } catch (error) {
    throw toCallError(error);
  }
}

export function findAction(catalog: Catalog, name: string): CatalogAction {
  const action = catalog.actions.find(candidate => candidate.name === name);
  if (!action) throw new CallError('unknown-method', `there is no action ${name}`);
  return action;
}

async function readVersion(bus: ClientBus): Promise<string> {
  const request = {
    ...TARGET,
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
  const options = Object.entries({ job, tier, grant }).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(options.map(([key, value]) => [key, { signature: 's', value }]));
}

// all parameters by name, positional ones too, with the signatures that the action's schema gives them
function previewArguments(action: CatalogAction, parameters: Parameters, tier?: string): Dict {
  const dict: Record<string, Tagged> = tier === undefined ? {} : { tier: { signature: 's', value: tier } };
  const [options] = encodeBody({ ...action.params, required: [] }, parameters);
  for (const [name, tagged] of Object.entries(Object(options))) {
    if (isTagged(tagged)) dict[name] = tagged;
  }
  return dict;
}

function textFacts(facts: unknown): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [key, tagged] of Object.entries(Object(facts))) {
    if (isTagged(tagged)) texts[key] = String(tagged.value);
  }
  return texts;
}

function readResult(action: CatalogAction, body: readonly unknown[]): RunResult {
  const { values, dict } = decodeBody(action.result, body);
  const { record: own, ...rest } = values;
  const record = dict['record']?.value ?? own;
  return { record: typeof record === 'string' ? record : '', values: rest };
}
