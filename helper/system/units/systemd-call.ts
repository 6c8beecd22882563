import { BusError, type BusCaller, type BusRequest } from '../bus-caller.js';
import { SYSTEMD } from './unit-watch.js';
import { display } from '../../../interfaces/display.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { isTagged } from '../../../interfaces/signature.js';

export const MANAGER_PATH = '/org/freedesktop/systemd1';
export const MANAGER = `${SYSTEMD}.Manager`;
const PROPERTIES = 'org.freedesktop.DBus.Properties';
// reading every unit file again takes its time on a large machine
const TIMEOUT_MS = 90_000;

/** properties of one interface of one object, without their variants */
export type Properties = Readonly<Record<string, unknown>>;

export function managerCall(member: string, signature = '', body: readonly unknown[] = []): BusRequest {
  return {
    destination: SYSTEMD,
    path: MANAGER_PATH,
    interface: MANAGER,
    member,
    signature,
    body,
    timeoutMs: TIMEOUT_MS,
  };
}

/** a method of the system manager; what it refuses becomes an error with its own words */
export async function callManager(
  bus: BusCaller,
  member: string,
  signature = '',
  body: readonly unknown[] = [],
): Promise<unknown[]> {
  try {
    return await bus.call(managerCall(member, signature, body));
  } catch (error) {
    throw refusal(error);
  }
}

export async function getProperties(bus: BusCaller, path: string, owner: string): Promise<Properties> {
  const [found] = await bus.call({
    destination: SYSTEMD,
    path,
    interface: PROPERTIES,
    member: 'GetAll',
    signature: 's',
    body: [owner],
  });
  const entries = Object.entries(Object(found)).map(([name, value]) => [name, isTagged(value) ? value.value : value]);
  return Object.fromEntries(entries);
}

function refusal(error: unknown): unknown {
  if (!(error instanceof BusError)) return error;
  return new OperatorError('failed', `systemd refused: ${display(error.message)}`);
}

export function textOf(properties: Properties, name: string): string {
  const value = properties[name];
  return typeof value === 'string' ? value : '';
}

export function flagOf(properties: Properties, name: string): boolean {
  return properties[name] === true;
}

export function listOf(properties: Properties, name: string): string[] {
  const value = properties[name];
  return Array.isArray(value) ? value.map(String) : [];
}

/** 64 bit numbers come as bigint, or not at all from an older systemd */
export function largeOf(properties: Properties, name: string): bigint | undefined {
  const value = properties[name];
  if (typeof value === 'bigint') return value;
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : undefined;
}

export function bytesOf(properties: Properties, name: string): string {
  const value = properties[name];
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return Array.isArray(value) ? Buffer.from(value.map(Number)).toString('hex') : '';
}
