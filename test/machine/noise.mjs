// forges signals of every kind to everybody on the bus, and asks without ever reading an answer, as whoever runs it; used
// by noise.test.ts inside the machine: `noise.mjs ROUNDS`
import { createConnection } from 'node:net';
import { openWire } from '/usr/lib/llm-os/dist/helper/bus/wire.js';

const rounds = Number(process.argv[2]);
const daemon = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};
const operator = { path: '/org/llmos/Operator1', interface: 'org.llmos.Operator1' };
const systemd = { path: '/org/freedesktop/systemd1', interface: 'org.freedesktop.systemd1.Manager' };
const waiting = new Map();
const told = { names: 0, forged: 0, unread: 0 };
const wire = await openWire(undefined, { message: each => waiting.get(each.replySerial)?.(each), lost: () => {} });

async function ask(message) {
  const { bytes, serial } = wire.encode({ type: 1, ...message });
  const answered = new Promise(resolve => waiting.set(serial, resolve));
  wire.write(bytes);
  return (await answered).body;
}

await ask({ ...daemon, member: 'Hello' });
const [names] = await ask({ ...daemon, member: 'ListNames' });
told.names = names.length;
const jobs = ['step-1', 'step1', 'job-1', '1'];
for (const destination of [...names, 'org.llmos.Operator1']) {
  if (destination === daemon.destination) continue;
  const victim = String(destination);
  const signals = [
    { ...daemon, member: 'NameOwnerChanged', signature: 'sss', body: [victim, victim, ''] },
    { ...daemon, member: 'NameLost', signature: 's', body: ['org.llmos.Operator1'] },
    {
      ...systemd,
      member: 'JobRemoved',
      signature: 'uoss',
      body: [1, '/org/freedesktop/systemd1/job/1', 'x.service', 'done'],
    },
    {
      path: '/org/freedesktop/systemd1/unit/x_2eservice',
      interface: 'org.freedesktop.DBus.Properties',
      member: 'PropertiesChanged',
      signature: 'sa{sv}as',
      body: ['org.freedesktop.systemd1.Unit', { ActiveState: { signature: 's', value: 'inactive' } }, []],
    },
    ...jobs.map(job => ({ ...operator, member: 'Output', signature: 'sss', body: [job, 'stdout', 'FORGED-OUTPUT'] })),
    ...jobs.map(job => ({ ...operator, member: 'Progress', signature: 'sus', body: [job, 99, 'FORGED-PROGRESS'] })),
  ];
  for (const signal of signals) {
    wire.write(wire.encode({ type: 4, ...signal, destination }).bytes);
    told.forged += 1;
  }
}

// the same bytes over a socket that nobody reads from
const deaf = createConnection('/run/dbus/system_bus_socket');
const uid = Buffer.from(String(process.getuid())).toString('hex');
deaf.on('error', () => {});
deaf.write(`\0AUTH EXTERNAL ${uid}\r\nBEGIN\r\n`);
deaf.pause();
deaf.write(wire.encode({ type: 1, ...daemon, member: 'Hello' }).bytes);
for (let round = 0; round < rounds && !deaf.destroyed; round += 1) {
  const body = ['x'.repeat(4000), {}];
  const echo = { type: 1, ...operator, destination: 'org.llmos.Operator1', member: 'Echo', signature: 'sa{sv}', body };
  if (!deaf.write(wire.encode(echo).bytes)) await new Promise(resolve => setTimeout(resolve, 5));
  told.unread += 1;
}
await new Promise(resolve => setTimeout(resolve, 1000));
console.log(JSON.stringify(told));
process.exit(0);
