import { readFile } from 'node:fs/promises';
import type { BusMessage } from './wire.js';
import type { MethodReply, ServedObject } from './exported-object.js';
import { OperatorError } from '../../interfaces/errors.js';

const PEER = 'org.freedesktop.DBus.Peer';
const INTROSPECTABLE = 'org.freedesktop.DBus.Introspectable';
const PROPERTIES = 'org.freedesktop.DBus.Properties';
const DOCTYPE =
  '<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"\n' +
  ' "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">\n';

type Handler = (object: ServedObject, message: BusMessage) => MethodReply | Promise<MethodReply>;

interface StandardMethod {
  readonly in: string;
  readonly most: number;
  readonly handle: Handler;
}

const MOST = 4096;
const method = (signature: string, handle: Handler): StandardMethod => ({ in: signature, most: MOST, handle });

/** the interfaces that every object has, each with its methods */
export const STANDARD: ReadonlyMap<string, ReadonlyMap<string, StandardMethod>> = new Map([
  [
    PEER,
    new Map([
      ['Ping', method('', () => ({ signature: '', body: [] }))],
      ['GetMachineId', method('', machineId)],
    ]),
  ],
  [INTROSPECTABLE, new Map([['Introspect', method('', introspect)]])],
  [
    PROPERTIES,
    new Map([
      ['Get', method('ss', getProperty)],
      ['GetAll', method('s', getAllProperties)],
      ['Set', method('ssv', setProperty)],
    ]),
  ],
]);

/** a call of one of them, whose head was found in order */
export async function serveStandard(object: ServedObject, message: BusMessage): Promise<MethodReply> {
  const found = STANDARD.get(message.interface)?.get(message.member);
  if (!found) throw new OperatorError('unknown-method', `there is no such method in ${message.interface}`);
  return await found.handle(object, message);
}

async function machineId(): Promise<MethodReply> {
  const text = await readFile('/etc/machine-id', 'utf8').catch(() => '');
  return { signature: 's', body: [text.trim()] };
}

// the nodes above ours exist only to lead to it, so that `busctl tree` finds it
function introspect(object: ServedObject, message: BusMessage): MethodReply {
  if (message.path === object.path) return { signature: 's', body: [object.xml()] };
  const below = message.path === '/' ? '/' : `${message.path}/`;
  if (!object.path.startsWith(below)) {
    throw new OperatorError('unknown-object', `there is no object here: the operator is at ${object.path}`);
  }
  const child = object.path.slice(below.length).split('/')[0] ?? '';
  return { signature: 's', body: [`${DOCTYPE}<node>\n  <node name="${child}"/>\n</node>\n`] };
}

function getProperty(object: ServedObject, message: BusMessage): MethodReply {
  return { signature: 'v', body: [propertyOf(object, message)()] };
}

function getAllProperties(object: ServedObject, message: BusMessage): MethodReply {
  checkInterface(object, message);
  const values = Array.from(object.properties, ([name, read]) => [name, read()] as const);
  return { signature: 'a{sv}', body: [Object.fromEntries(values)] };
}

function setProperty(object: ServedObject, message: BusMessage): MethodReply {
  propertyOf(object, message);
  throw new OperatorError('property-read-only', 'no property of the operator can be written');
}

function propertyOf(object: ServedObject, message: BusMessage) {
  checkInterface(object, message);
  const read = object.properties.get(String(message.body[1]));
  if (!read) throw new OperatorError('unknown-property', `there is no such property of ${object.interface}`);
  return read;
}

function checkInterface(object: ServedObject, message: BusMessage): void {
  if (message.path !== object.path) {
    throw new OperatorError('unknown-object', `there is no object here: the operator is at ${object.path}`);
  }
  const asked = message.body[0];
  // an empty name means any interface, as the specification has it
  if (asked !== object.interface && asked !== '') {
    throw new OperatorError('unknown-interface', `there is no such interface: expected ${object.interface}`);
  }
}
