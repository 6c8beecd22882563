import { randomBytes } from 'node:crypto';
import { DAEMON, type ServiceBus } from '../bus/connection.js';
import { connectTwice } from '../bus/two-connections.js';
import { serveObject } from '../bus/exported-object.js';
import { Front } from '../admission/front.js';
import { Gate } from '../admission/gate.js';
import type { MethodBinding } from '../action/binding.js';
import { Idle } from './idle.js';
import { recordTakenBack } from '../methods/record-reverts.js';
import { buildObject } from '../methods/methods.js';
import { Service } from '../pipeline/service.js';
import type { ServiceDependencies } from '../pipeline/dependencies.js';
import { BUS_NAME } from '../../interfaces/names.js';

export interface OperatorOptions extends Omit<ServiceDependencies, 'bus' | 'units' | 'records' | 'reverts'> {
  readonly address: string | undefined;
  readonly faces: readonly MethodBinding[];
  readonly version: string;
  readonly idleMs: () => number;
  units(bus: ServiceBus): ServiceDependencies['units'];
  reverts(bus: ServiceBus): ServiceDependencies['reverts'];
  /** called once the name is ours */
  named?(): void;
  /** called after it: the records have one writer */
  records(bus: ServiceBus): Promise<ServiceDependencies['records']>;
  /** the process has nothing left to do; an error where it could not go on */
  done(error?: Error): void;
}

export interface OperatorProcess {
  /** stops what can be stopped, lets the rest finish, leaves the bus */
  leave(reason: string): Promise<void>;
}

const LEAVE_MS = 5_000;
const SETTLE_AFTER_MS = 100;

/** connects, takes the name and serves until idle */
export async function startOperator(options: OperatorOptions): Promise<OperatorProcess> {
  // the name is taken first, so calls may come before everything stands
  const front = new Front();
  const leaving = { started: false };
  const lost = (error: Error) => {
    if (!leaving.started) options.done(error);
  };
  const bus = await connectTwice(options.address, {
    judge: head => front.judge(head),
    sent: (destination, bytes) => front.sent(destination, bytes),
    call: message => front.call(message),
    lost,
  });
  const leave = async (service: Service, idle: Idle, reason: string | undefined) => {
    if (leaving.started) return;
    leaving.started = true;
    idle.stop();
    // releases the name first: later calls activate a new process, calls already received are still served
    await bus.releaseName(BUS_NAME).catch(() => {});
    if (reason !== undefined) service.calls.cancelAll(reason);
    service.plans.clear();
    await settle(idle, reason);
    options.done();
    bus.close();
  };
  await bus.requestName(BUS_NAME);
  options.named?.();
  const { users, processes, journal, bounds, undo } = options;
  const given = { users, processes, journal, bounds, undo };
  const made = { units: options.units(bus), reverts: options.reverts(bus), records: await options.records(bus) };
  const world = { bus, ...given, ...made };
  const service = new Service(world);
  const idle: Idle = new Idle(options.idleMs, () => void leave(service, idle, undefined));
  service.plans.hold = over => void idle.hold(() => over);
  await openFront(front, { service, idle, options });
  void idle.hold(() => settleRecords(world)).catch((error: unknown) => report(options, error));
  return { leave: reason => leave(service, idle, reason) };
}

async function openFront(
  front: Front,
  { service, idle, options }: { service: Service; idle: Idle; options: OperatorOptions },
): Promise<void> {
  const { world, limits } = service;
  const { bus } = world;
  const object = buildObject(service, options.faces, options.version);
  const gate = new Gate({ bus, object, limits, bounds: () => world.bounds() });
  await followCallers(bus, service, gate);
  const answer = serveObject(object, {
    enter: (head, during) => gate.enter(head, during),
    isDeaf: sender => gate.isDeaf(sender),
    report: error => report(options, error),
  });
  front.open(gate, message => void idle.hold(() => answer(bus, message)));
}

// told to stop, a call that must finish gets a little time; going idle, there is none left
async function settle(idle: Idle, reason: string | undefined): Promise<void> {
  if (reason === undefined) return idle.quiet();
  const late = new Promise<void>(resolve => setTimeout(resolve, LEAVE_MS).unref());
  await Promise.race([idle.quiet(), late]);
}

// beside the first calls, not before them: a long chain takes a moment to read
async function settleRecords(world: ServiceDependencies): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, SETTLE_AFTER_MS));
  await world.records.settle?.();
  await recordTakenBack(world);
}

async function followCallers(bus: ServiceBus, service: Service, gate: Gate): Promise<void> {
  const match = { sender: DAEMON, interface: DAEMON, member: 'NameOwnerChanged', arg2: '' };
  await bus.subscribe(match, ([name]) => {
    service.calls.vanished(String(name));
    service.callers.vanished(String(name));
    service.plans.vanished(String(name));
    gate.vanished(String(name));
  });
}

// the stack stays here; the caller gets a number to ask the administrator about
function report(options: OperatorOptions, error: unknown): string {
  const id = randomBytes(4).toString('hex');
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  options.journal.write('error', `internal error ${id}: ${text}`);
  return id;
}
