import { randomUUID } from 'node:crypto';
import type { UnitProperty, UnitStarter } from '../../units/unit-starter.js';
import type { ApplyOutcome, PackageManager, PackagePlan, PackageState, PackageWork } from '../manager.js';
import { OperatorError } from '../../../../interfaces/errors.js';
import { cageProperties } from '../../sandbox/sandboxes.js';
import { stringListProperty } from '../../units/unit-property.js';
import { askUnit } from '../../units/run-query.js';
import { runDetached } from '../../units/detached-unit.js';
import { explainAptFailure, unknownPackage } from './apt-failure.js';
import { AptStatus } from './apt-status.js';
import { pinCandidate, pinInstalled } from './pins.js';
import { SealedFile } from './sealed-plan.js';
import { APT_ENVIRONMENT, applyArgv, checkEnvironment, downloadArgv } from './apt-argv.js';
import { AptQueries, NOBODY } from './apt-queries.js';

export interface AptOptions {
  readonly units: UnitStarter;
  /** the helper's state directory */
  readonly directory?: string;
  readonly newId?: () => string;
}

const STATE_DIRECTORY = '/var/lib/llm-os/operator';
const DOWNLOAD_TIMEOUT_MS = 30 * 60_000;

// maintainer scripts of packages run as root, and no sandbox could hold them
const ROOT = cageProperties('root', NOBODY);
const AS_ROOT: readonly UnitProperty[] = [...ROOT, stringListProperty('Environment', APT_ENVIRONMENT)];

export class Apt implements PackageManager {
  readonly #units: UnitStarter;
  readonly #directory: string;
  readonly #queries: AptQueries;

  constructor({ units, directory = STATE_DIRECTORY, newId = randomUUID }: AptOptions) {
    this.#units = units;
    this.#directory = directory;
    this.#queries = new AptQueries(units, newId);
  }

  async planInstall(names: readonly string[], signal: AbortSignal): Promise<PackagePlan> {
    const policy = await this.#queries.policy(names, signal);
    const unknown = names.find(name => !policy.has(name));
    if (unknown !== undefined) throw unknownPackage(unknown, await this.#queries.sources(signal));
    const pins = names.flatMap(name => {
      const known = policy.get(name);
      return known ? pinCandidate(name, known) : [];
    });
    const { steps, leftOut } = await this.#queries.simulate({ verb: 'install', pins }, signal);
    const removed = steps.filter(step => step.verb === 'remove').map(step => step.name);
    if (removed.length > 0)
      throw new OperatorError('failed', `it would remove ${removed.join(', ')}: remove that first`);
    const records = await this.#queries.records(steps, signal);
    const changes = steps.map(({ name, from, to, architecture }) => {
      const sizes = records.get(`${bareName(name)}:${architecture}=${to ?? ''}`);
      if (!sizes) throw new OperatorError('failed', `apt knows no record of ${name} ${to ?? ''}: run apt-get update`);
      return { name, architecture, from, to, ...sizes, essential: false };
    });
    return { verb: 'install', pins, changes: changes.toSorted(byName), leftOut };
  }

  async planRemove(names: readonly string[], purge: boolean, signal: AbortSignal): Promise<PackagePlan> {
    const present = await this.#queries.states(names, signal);
    const pins = names.map(name => pinInstalled(name, present).pin);
    const verb = purge ? 'purge' : 'remove';
    const { steps } = await this.#queries.simulate({ verb, pins }, signal);
    const added = steps.filter(step => step.verb === 'install').map(step => step.name);
    if (added.length > 0) throw new OperatorError('failed', `it would install ${added.join(', ')}: install that first`);
    const states = await this.#queries.states(
      steps.map(step => step.name),
      signal,
    );
    const changes = steps.map(({ name, from }) => {
      const state = states.get(name);
      const { architecture = '', essential = true, unpackedBytes = 0 } = state ?? {};
      return { name, architecture, from, to: undefined, downloadBytes: 0, unpackedBytes, essential };
    });
    return { verb, pins, changes: changes.toSorted(byName), leftOut: [] };
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
    const fetched = plan.verb === 'install' && (await this.#queries.isFetched(plan));
    const sealed = await SealedFile.write(this.#directory, work.id, plan);
    try {
      const outcome = await runDetached(this.#units, {
        id: work.id,
        description: `${plan.verb} packages`,
        argv: applyArgv(plan, fetched),
        properties: [...ROOT, stringListProperty('Environment', checkEnvironment(sealed.path))],
        directory: this.#directory,
        onOutput: text => {
          status.readOutput(text);
          work.output(text);
        },
        onErrorText: text => status.read(text),
      });
      status.end();
      const changed = await sealed.difference(() => this.#queries.snapshot());
      return { succeeded: outcome.result === 'success', errors: reasonOf(status), changed, kept: status.kept };
    } finally {
      await sealed.remove();
    }
  }

  async states(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, PackageState>> {
    return await this.#queries.states(names, signal);
  }

  cure(): string {
    return 'dpkg --configure -a, or remove what cannot be configured';
  }
}

function reasonOf({ errors, holder }: AptStatus): string {
  const reason = explainAptFailure(errors);
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
