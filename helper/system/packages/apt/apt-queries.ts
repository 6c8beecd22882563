import type { PackagePlan, PackageState } from '../manager.js';
import { cageProperties } from '../../sandbox/sandboxes.js';
import { askUnit, type QueryResult } from '../../units/run-query.js';
import { stringListProperty, uint64Property } from '../../units/unit-property.js';
import type { UnitProperty, UnitStarter } from '../../units/unit-starter.js';
import { checkAnswer } from './apt-failure.js';
import {
  addressesArgv,
  APT_ENVIRONMENT,
  policyArgv,
  recordsArgv,
  simulationArgv,
  snapshotArgv,
  statesArgv,
} from './apt-argv.js';
import {
  parseLeftOut,
  parsePolicy,
  parseRecords,
  parseSimulation,
  parseStates,
  type Policy,
  type SimulatedStep,
  type Sizes,
} from './apt-output.js';

const QUERY_MEMORY = 512 * 1024 * 1024;
const SCRATCH = '/mnt';
export const NOBODY = { uid: 65534, gid: 65534, home: '/nonexistent' };

// questions are asked as a throw-away user: as root a simulation could write, and answer what the caller may not know
const QUERY: readonly UnitProperty[] = [
  ...cageProperties('files', NOBODY),
  uint64Property('MemoryMax', QUERY_MEMORY),
  // without a cache on disk apt makes one of its own, in the memory that this unit may have
  ['TemporaryFileSystem', { signature: 'a(ss)', value: [[SCRATCH, 'rw,size=256M,mode=1777,nosuid,nodev,noexec']] }],
  stringListProperty('Environment', [...APT_ENVIRONMENT, `TMPDIR=${SCRATCH}`]),
];
export interface Simulation {
  readonly steps: readonly SimulatedStep[];
  readonly leftOut: readonly string[];
}

/** questions to apt and dpkg, which change nothing; an answer counts only where they say that they could give one */
export class AptQueries {
  readonly #units: UnitStarter;
  readonly #newId: () => string;

  constructor(units: UnitStarter, newId: () => string) {
    this.#units = units;
    this.#newId = newId;
  }

  async policy(names: readonly string[], signal: AbortSignal): Promise<Map<string, Policy>> {
    return parsePolicy(await this.#askApt('package versions', policyArgv(names), signal));
  }

  /** the sources that apt takes packages from */
  async sources(signal: AbortSignal): Promise<string> {
    return await this.#askApt('package sources', policyArgv([]), signal);
  }

  async states(names: readonly string[], signal: AbortSignal): Promise<Map<string, PackageState>> {
    // 1 is a name that it does not know
    const answer = await this.#ask('installed packages', statesArgv(names), signal);
    return parseStates(checkAnswer('dpkg-query', answer, [0, 1]).stdout);
  }

  // files of a directory of this machine or of a medium never get into the cache: apt takes it from there
  async isFetched(plan: PackagePlan): Promise<boolean> {
    const addresses = await this.#askApt('addresses', addressesArgv(plan), new AbortController().signal);
    return !/^'(?:file|copy|cdrom):/m.test(addresses);
  }

  async snapshot(): Promise<string> {
    const answer = await this.#ask('package database', snapshotArgv(), new AbortController().signal);
    return checkAnswer('dpkg-query', answer).stdout;
  }

  async simulate(plan: Pick<PackagePlan, 'verb' | 'pins'>, signal: AbortSignal): Promise<Simulation> {
    const said = await this.#askApt('simulation', simulationArgv(plan), signal);
    return { steps: parseSimulation(said), leftOut: parseLeftOut(said) };
  }

  async records(steps: readonly SimulatedStep[], signal: AbortSignal): Promise<Map<string, Sizes>> {
    if (steps.length === 0) return new Map();
    const pins = steps.map(step => `${step.name}=${step.to ?? ''}`);
    return parseRecords(await this.#askApt('package sizes', recordsArgv(pins), signal));
  }

  async #askApt(what: string, argv: readonly string[], signal: AbortSignal): Promise<string> {
    return checkAnswer('apt', await this.#ask(what, argv, signal)).stdout;
  }

  #ask(what: string, argv: readonly string[], signal: AbortSignal): Promise<QueryResult> {
    return askUnit(this.#units, { id: this.#newId(), description: what, argv, properties: QUERY, signal });
  }
}
