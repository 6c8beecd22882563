import { readdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import type { UnitProperty, UnitRequest, UnitStreams } from './unit-starter.js';
import { stringProperty } from './unit-property.js';

/** sockets that systemd connects to before the program runs; nothing is inherited from us */
export interface UnitSockets {
  readonly properties: readonly UnitProperty[];
  /** resolves once systemd has connected every one of them */
  readonly connected: Promise<UnitStreams>;
  close(): void;
}

type Role = 'io' | 'in' | 'out' | 'err';

const PROPERTIES: Readonly<Record<Role, readonly string[]>> = {
  // the same path twice: systemd connects once and uses it both ways
  io: ['StandardInputFile', 'StandardOutputFile'],
  in: ['StandardInputFile'],
  out: ['StandardOutputFile'],
  err: ['StandardErrorFile'],
};

/** `directory` is the helper's own, 0700: only root gets as far as a socket in it */
export async function openUnitSockets(directory: string, request: UnitRequest): Promise<UnitSockets> {
  const listeners = await Promise.all(rolesOf(request).map(role => listen(directory, request.id, role)));
  const connected = Promise.all(listeners.map(listener => listener.connected)).then(pairs =>
    toStreams(new Map(pairs), request.stdin),
  );
  // a unit that never starts leaves this pending, or rejected by the closing below
  connected.catch(() => {});
  return {
    properties: [...listeners.flatMap(listener => listener.properties), ...nullProperties(request)],
    connected,
    close: () => {
      for (const listener of listeners) listener.server.close();
    },
  };
}

/** removes sockets left by an earlier helper; safe because only one helper runs at a time */
export function removeStaleSockets(directory: string): void {
  for (const entry of entriesOf(directory)) {
    if (entry.isSocket()) rmSync(join(directory, entry.name), { force: true });
  }
}

function entriesOf(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}

function rolesOf(request: UnitRequest): Role[] {
  if (request.io === 'none') return [];
  if (request.io === 'socket') return ['io'];
  return request.stdin === undefined ? ['out', 'err'] : ['in', 'out', 'err'];
}

function nullProperties(request: UnitRequest): UnitProperty[] {
  if (request.io === 'socket') return [stringProperty('StandardError', 'null')];
  return request.stdin === undefined ? [stringProperty('StandardInput', 'null')] : [];
}

interface Listener {
  readonly server: Server;
  readonly properties: readonly UnitProperty[];
  readonly connected: Promise<readonly [Role, Socket]>;
}

async function listen(directory: string, id: string, role: Role): Promise<Listener> {
  const path = join(directory, `${id}.${role}`);
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  const connected = new Promise<readonly [Role, Socket]>(resolve => {
    server.once('connection', socket => {
      server.close();
      // a peer that died early must not become an uncaught exception; the unit's outcome tells what happened
      socket.on('error', () => {});
      resolve([role, socket]);
    });
  });
  server.listen(path);
  await once(server, 'listening');
  return { server, properties: PROPERTIES[role].map(name => stringProperty(name, path)), connected };
}

function toStreams(sockets: ReadonlyMap<Role, Socket>, stdin: string | undefined): UnitStreams {
  const io = sockets.get('io');
  if (io) return { socket: io };
  sockets
    .get('in')
    ?.resume()
    .end(stdin ?? '');
  const stdout = sockets.get('out');
  const stderr = sockets.get('err');
  // closes the sending side, which is never used
  stdout?.end();
  stderr?.end();
  return { ...(stdout && { stdout }), ...(stderr && { stderr }) };
}
