import { randomUUID } from 'node:crypto';
import type { UnitProperty, UnitStarter } from '../../units/unit-starter.js';
import type { ApplyOutcome, PackageManager, PackagePlan, PackageState, PackageWork } from '../manager.js';
import { OperatorError } from '../../../../interfaces/errors.js';
import { cageProperties } from '../../sandbox/sandboxes.js';
import { uint64Property, stringListProperty } from '../../units/unit-property.js';
import { askUnit, type Answer } from '../../units/run-query.js';
import { runDetached } from '../../units/detached-unit.js';
import { AptStatus } from './apt-status.js';
import {
  explainFailure,
  parsePolicy,
  parseRecords,
  parseSimulation,
  parseStates,
  type Policy,
  type SimulatedStep,
  type Sizes,
} from './apt-output.js';
import {
  APT_ENVIRONMENT,
  applyArgv,
  downloadArgv,
  policyArgv,
  recordsArgv,
  simulationArgv,
  statesArgv,
} from './apt-argv.js';

export interface AptOptions {
  readonly units: UnitStarter;
  /** the helper's state directory */
  readonly directory?: string;
  readonly newId?: () => string;
}

const STATE_DIRECTORY = '/var/lib/llm-os/operator';
const QUERY_MEMORY = 512 * 1024 * 1024;
const DOWNLOAD_TIMEOUT_MS = 30 * 60_000;
const NOBODY = { uid: 65534, gid: 65534, home: '/nonexistent' };

// questions are asked as a throw-away user: as root a simulation could write, and answer what the caller may not know
const QUERY: readonly UnitProperty[] = [
  ...cageProperties('files', NOBODY),
  uint64Property('MemoryMax', QUERY_MEMORY),
  stringListProperty('Environment', APT_ENVIRONMENT),
];
// what packages run while they are installed is root, and no cage around it would hold
const AS_ROOT: readonly UnitProperty[] = [
  ...cageProperties('root', NOBODY),
  stringListProperty('Environment', APT_ENVIRONMENT),
];

export class Apt implements PackageManager {
  readonly #units: UnitStarter;
  readonly #directory: string;
  readonly #newId: () => string;

  constructor({ units, directory = STATE_DIRECTORY, newId = randomUUID }: AptOptions) {
    this.#units = units;
    this.#directory = directory;
    this.#newId = newId;
  }

  async planInstall(names: readonly string[], signal: AbortSignal): Promise<PackagePlan> {
    const policy = parsePolicy((await this.#ask('package versions', policyArgv(names), signal)).stdout);
    const pins = names.map(name => pinCandidate(name, policy.get(name)));
    const steps = await this.#simulate({ verb: 'install', pins }, signal);
    const removed = steps.filter(step => step.verb === 'remove').map(step => step.name);
    if (removed.length > 0)
      throw new OperatorError('failed', `it would remove ${removed.join(', ')}: remove that first`);
    const records = await this.#records(steps, signal);
    const changes = steps.map(({ name, from, to, architecture }) => {
      const sizes = records.get(`${bareName(name)}:${architecture}=${to ?? ''}`);
      if (!sizes) throw new OperatorError('failed', `apt knows no record of ${name} ${to ?? ''}: run apt-get update`);
      return { name, from, to, ...sizes, essential: false };
    });
    return { verb: 'install', pins, changes: changes.toSorted(byName) };
  }

  async planRemove(names: readonly string[], purge: boolean, signal: AbortSignal): Promise<PackagePlan> {
    const present = await this.states(names, signal);
    const pins = names.map(name => pinInstalled(name, present.get(name)));
    const verb = purge ? 'purge' : 'remove';
    const steps = await this.#simulate({ verb, pins }, signal);
    const added = steps.filter(step => step.verb === 'install').map(step => step.name);
    if (added.length > 0) throw new OperatorError('failed', `it would install ${added.join(', ')}: install that first`);
    const states = await this.states(
      steps.map(step => step.name),
      signal,
    );
    const changes = steps.map(({ name, from }) => {
      const state = states.get(name);
      const essential = state?.essential ?? true;
      return { name, from, to: undefined, downloadBytes: 0, unpackedBytes: state?.unpackedBytes ?? 0, essential };
    });
    return { verb, pins, changes: changes.toSorted(byName) };
  }

  async download(plan: PackagePlan, work: PackageWork): Promise<void> {
    const status = new AptStatus(work, { from: 0, to: 50 });
    const answer = await askUnit(this.#units, {
      id: `${work.id}-download`,
      description: 'download packages',
      argv: downloadArgv(plan),
      properties: AS_ROOT,
      signal: work.signal,
      timeoutMs: DOWNLOAD_TIMEOUT_MS,
      onOutput: text => status.readOutput(text),
      onErrorText: text => status.read(text),
    });
    status.end();
    if (answer.exitStatus !== 0) throw new OperatorError('failed', `nothing was changed: ${reasonOf(status)}`);
  }

  async apply(plan: PackagePlan, work: PackageWork): Promise<ApplyOutcome> {
    const status = new AptStatus(work, { from: plan.verb === 'install' ? 50 : 0, to: 100 });
    const outcome = await runDetached(this.#units, {
      id: work.id,
      description: `${plan.verb} packages`,
      argv: applyArgv(plan),
      properties: AS_ROOT,
      directory: this.#directory,
      onOutput: text => {
        status.readOutput(text);
        work.output(text);
      },
      onErrorText: text => status.read(text),
    });
    status.end();
    return { succeeded: outcome.result === 'success', errors: reasonOf(status) };
  }

  async states(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, PackageState>> {
    return parseStates((await this.#ask('installed packages', statesArgv(names), signal)).stdout);
  }

  async #simulate(plan: Pick<PackagePlan, 'verb' | 'pins'>, signal: AbortSignal): Promise<SimulatedStep[]> {
    const { stdout, stderr, exitStatus } = await this.#ask('simulation', simulationArgv(plan), signal);
    if (exitStatus !== 0) throw new OperatorError('failed', `apt refuses: ${explainFailure(`${stdout}\n${stderr}`)}`);
    return parseSimulation(stdout);
  }

  async #records(steps: readonly SimulatedStep[], signal: AbortSignal): Promise<Map<string, Sizes>> {
    if (steps.length === 0) return new Map();
    const pins = steps.map(step => `${step.name}=${step.to ?? ''}`);
    return parseRecords((await this.#ask('package sizes', recordsArgv(pins), signal)).stdout);
  }

  #ask(what: string, argv: readonly string[], signal: AbortSignal): Promise<Answer> {
    return askUnit(this.#units, { id: this.#newId(), description: what, argv, properties: QUERY, signal });
  }
}

// apt takes more than names for a name: only what it itself calls by exactly this name goes on, and with a version,
// which leaves a trailing plus or minus no meaning
function pinCandidate(name: string, policy: Policy | undefined): string {
  if (!policy) {
    throw new OperatorError(
      'failed',
      `there is no package ${name}: check the name, or refresh the lists by apt-get update`,
    );
  }
  if (policy.candidate === undefined) {
    throw new OperatorError('failed', `no version of ${name} can be installed: name the package that provides it`);
  }
  return `${name}=${policy.candidate}`;
}

function pinInstalled(name: string, state: PackageState | undefined): string {
  if (!state) throw new OperatorError('failed', `${name} is not installed`);
  return `${name}=${state.version}`;
}

function reasonOf({ errors, holder }: AptStatus): string {
  const reason = explainFailure(errors);
  return /lock/.test(reason) && holder !== ''
    ? `${reason}; it is held by ${holder}: try again when that is done`
    : reason;
}

function bareName(name: string): string {
  return name.split(':')[0] ?? name;
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
