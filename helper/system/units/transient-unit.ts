import { BusError, type BusCaller } from '../bus-caller.js';
import type { RunningUnit, UnitOutcome, UnitProperty, UnitRequest, UnitStarter, UnitStreams } from './unit-starter.js';
import { booleanProperty, uint64Property, stringProperty } from './unit-property.js';
import { openUnitSockets, type UnitSockets } from './unit-sockets.js';
import { unitName } from './unit-name.js';
import { SYSTEMD, isGone, watchUnit, type UnitWatch } from './unit-watch.js';
import { OperatorError } from '../../../interfaces/errors.js';

const MANAGER = `${SYSTEMD}.Manager`;
const MANAGER_PATH = '/org/freedesktop/systemd1';
const STOP_AFTER_USEC = 3_000_000;

export interface TransientUnitOptions {
  readonly bus: BusCaller;
  /** the helper's runtime directory, 0700 */
  readonly directory: string;
  readonly pollMs?: number;
}

/** starts transient units over the bus; never spawns anything itself */
export class TransientUnits implements UnitStarter {
  readonly #bus: BusCaller;
  readonly #directory: string;
  readonly #pollMs: number;
  #subscribed: Promise<void> | undefined;

  constructor({ bus, directory, pollMs = 1000 }: TransientUnitOptions) {
    this.#bus = bus;
    this.#directory = directory;
    this.#pollMs = pollMs;
  }

  async start(request: UnitRequest): Promise<RunningUnit> {
    request.signal.throwIfAborted();
    this.#subscribed ??= subscribeToManager(this.#bus);
    await this.#subscribed;
    const name = unitName(request.id);
    const sockets = await openUnitSockets(this.#directory, request);
    try {
      const watch = await watchUnit({ bus: this.#bus, name, pollMs: this.#pollMs });
      const body = [name, 'fail', describe(request, sockets), []];
      // prompted in any case: the watch of a unit that was refused finds nothing and ends
      await this.#call('StartTransientUnit', 'ssa(sv)a(sa(sv))', body).finally(watch.prompt);
      return await this.#follow(request, name, sockets, watch);
    } catch (error) {
      throw toOperatorError(error);
    } finally {
      sockets.close();
    }
  }

  async #follow(request: UnitRequest, name: string, sockets: UnitSockets, watch: UnitWatch): Promise<RunningUnit> {
    const stop = async (): Promise<void> => {
      await this.#stop(name);
      watch.prompt();
    };
    const abort = (): void => void stop().catch(() => {});
    request.signal.addEventListener('abort', abort, { once: true });
    if (request.signal.aborted) abort();
    const finished = watch.finished.finally(() => {
      request.signal.removeEventListener('abort', abort);
      this.#call('UnrefUnit', 's', [name]).catch(() => {});
    });
    finished.catch(() => {});
    const streams = await Promise.race([sockets.connected, finished.then(refuseUnconnected(sockets))]);
    for (const stream of Object.values(streams)) stream?.once('end', watch.prompt);
    return { name, streams, finished, stop: () => stop().then(() => finished.then(() => {})) };
  }

  async #stop(name: string): Promise<void> {
    await this.#call('StopUnit', 'ss', [name, 'replace']).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
  }

  #call(member: string, signature: string, body: readonly unknown[]): Promise<unknown[]> {
    return this.#bus.call({
      destination: SYSTEMD,
      path: MANAGER_PATH,
      interface: MANAGER,
      member,
      signature,
      body,
    });
  }
}

function describe(request: UnitRequest, sockets: UnitSockets): UnitProperty[] {
  return [
    stringProperty('Description', request.description),
    stringProperty('Type', 'exec'),
    // systemd would expand `$X` in the arguments after everything was checked and shown
    ['ExecStartEx', { signature: 'a(sasas)', value: [[request.program, request.argv, ['no-env-expand']]] }],
    ...sockets.properties,
    uint64Property('RuntimeMaxUSec', request.timeoutMs * 1000),
    uint64Property('TimeoutStopUSec', STOP_AFTER_USEC),
    stringProperty('KillMode', 'control-group'),
    // kept until its result was read, then gone even when it failed
    booleanProperty('AddRef', true),
    stringProperty('CollectMode', 'inactive-or-failed'),
    ...request.properties,
  ];
}

async function subscribeToManager(bus: BusCaller): Promise<void> {
  const request = { destination: SYSTEMD, path: MANAGER_PATH, interface: MANAGER, member: 'Subscribe' };
  await bus.call(request).catch((error: unknown) => {
    if (!(error instanceof BusError && error.dbusName.endsWith('.AlreadySubscribed'))) throw error;
  });
}

// a unit that is over before its streams were connected did not get as far as our program
function refuseUnconnected(sockets: UnitSockets): (outcome: UnitOutcome) => Promise<UnitStreams> {
  return async outcome => {
    const pending = new Promise<undefined>(resolve => setImmediate(resolve, undefined));
    const streams = await Promise.race([sockets.connected, pending]);
    if (streams) return streams;
    throw new OperatorError('failed', `systemd could not start the unit: ${outcome.result}, ${outcome.exitStatus}`);
  };
}

function toOperatorError(error: unknown): unknown {
  if (!(error instanceof BusError)) return error;
  return new OperatorError('failed', `systemd refused to start the unit: ${error.message}`);
}
