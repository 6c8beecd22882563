import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { connectServiceBus, type ServiceBus, type BusEvents } from '../../helper/bus/connection.js';

export const IS_ROOT = process.getuid?.() === 0;
/** accounts that every debian has; where the tests do not run as root, everybody is the one who runs them */
export const CALLER_UID = IS_ROOT ? 2 : (process.getuid?.() ?? 0);
export const OTHER_UID = IS_ROOT ? 3 : CALLER_UID;

export interface PrivateBus {
  readonly address: string;
  readonly directory: string;
  /** a connection of another uid, where we may have one */
  connect(uid?: number, events?: Partial<BusEvents>): Promise<ServiceBus>;
  /** makes a connection as another uid */
  as<T>(uid: number | undefined, connect: () => Promise<T>): Promise<T>;
  stop(): void;
}

const policy = resolve('dbus-conf/org.llmos.Operator1.conf');

// the rules of the system bus, with our own shipped ones where the operator can be root as they demand
function config(path: string): string {
  const own = '<allow own="*"/>';
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <auth>EXTERNAL</auth>
  <listen>unix:path=${path}</listen>
  <policy context="default">
    <allow user="*"/>
    ${own}
    <deny own="org.llmos.Operator1"/>
    <deny own="org.llmos.Operator1.Client"/>
    ${IS_ROOT ? '' : '<allow own_prefix="org.llmos.Operator1"/>'}
    <allow send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_type="method_call"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
    <allow receive_type="signal"/>
  </policy>
  ${IS_ROOT ? `<include>${policy}</include>` : ''}
</busconfig>
`;
}

export async function startPrivateBus(): Promise<PrivateBus> {
  const directory = mkdtempSync(join(tmpdir(), 'llmos-bus-'));
  chmodSync(directory, 0o755);
  const socket = join(directory, 'socket');
  writeFileSync(join(directory, 'bus.conf'), config(socket));
  const argv = ['--nofork', '--nosyslog', '--print-address', `--config-file=${join(directory, 'bus.conf')}`];
  const daemon = spawn('dbus-daemon', argv, { stdio: ['ignore', 'pipe', 'ignore'] });
  // a test that fails halfway leaves none behind
  process.once('exit', () => daemon.kill());
  await new Promise<void>((done, fail) => {
    daemon.stdout.once('data', () => done());
    daemon.once('error', fail);
    daemon.once('exit', code => fail(new Error(`dbus-daemon exited with ${code}`)));
  });
  const address = `unix:path=${socket}`;
  return {
    address,
    directory,
    connect: (uid = CALLER_UID, events = {}) =>
      asUid(uid, () => connectServiceBus(address, { call: () => {}, lost: () => {}, ...events })),
    as: (uid = CALLER_UID, connect) => asUid(uid, connect),
    stop: () => {
      daemon.kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

let turn: Promise<unknown> = Promise.resolve();

// one at a time: what is changed for it belongs to the whole process
function asUid<T>(uid: number, connect: () => Promise<T>): Promise<T> {
  const connected = turn.then(() => (IS_ROOT && uid !== 0 ? connectAs(uid, connect) : connect()));
  turn = connected.catch(() => {});
  return connected;
}

// the kernel notes the effective uid at the moment of connecting; the handshake asks for the real one
async function connectAs<T>(uid: number, connect: () => Promise<T>): Promise<T> {
  const real = process.getuid;
  const groups = process.getgroups?.() ?? [];
  process.getuid = () => uid;
  try {
    process.setgroups?.([uid]);
    process.setegid?.(uid);
    process.seteuid?.(uid);
    const connected = connect();
    process.seteuid?.(0);
    process.setegid?.(0);
    process.setgroups?.(groups);
    return await connected;
  } finally {
    if (real) process.getuid = real;
  }
}
