// asks about paths in every way that there is, as whoever runs it, and prints what it is told and how long each answer
// took; used by disclosure.test.ts inside the machine: `disclosure.mjs ROUNDS PATH…`
import { openWire } from '/usr/lib/llm-os/dist/helper/bus/wire.js';

const [rounds, ...paths] = process.argv.slice(2);
const operator = { destination: 'org.llmos.Operator1', path: '/org/llmos/Operator1', interface: 'org.llmos.Operator1' };
const daemon = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};
const waiting = new Map();
const wire = await openWire(undefined, {
  message: message => waiting.get(message.replySerial)?.(message),
  lost: () => process.exit(2),
});

function send(message) {
  const { bytes, serial } = wire.encode({ type: 1, ...message });
  const answered = new Promise(resolve => waiting.set(serial, resolve));
  wire.write(bytes);
  return answered;
}

const s = value => ({ signature: 's', value });
const b = value => ({ signature: 'b', value });
const u = value => ({ signature: 'u', value });
const plan = (action, values) => ['AuthorizePlan', 'a(sa{sv})a{sv}', [[action, values]], {}];
const preview = (action, values) => ['Preview', 'sa{sv}', action, values];

const ways = {
  read: path => ['ReadFile', 'sa{sv}', path, {}],
  'read the end': path => ['ReadFile', 'sa{sv}', path, { offset: u(1_000_000), limit: u(1) }],
  write: path => ['WriteFile', 'ssa{sv}', path, 'x', {}],
  append: path => ['WriteFile', 'ssa{sv}', path, 'x', { append: b(true), mode: s('0755') }],
  'preview of a read': path => preview('read_file', { path: s(path) }),
  'preview of a write': path => preview('write_file', { path: s(path), content: s('x') }),
  'preview of an addition': path => preview('write_file', { path: s(path), content: s('x'), append: b(true) }),
  'plan of a read': path => plan('read_file', { path: s(path) }),
  'plan of a write': path => plan('write_file', { path: s(path), content: s('x') }),
  'a directory to run in': path => ['Exec', 'asa{sv}', ['date', '+%Z'], { cwd: s(path) }],
  'a program of its own': path => preview('exec', { argv: { signature: 'as', value: [path] }, tier: s('caller') }),
  'a directory for it': path =>
    preview('exec', { argv: { signature: 'as', value: ['id'] }, tier: s('caller'), cwd: s(path) }),
  'a listed program': path => ['Exec', 'asa{sv}', ['cat', path], {}],
  'what it takes for a unit': path => ['UnitStatus', 'sa{sv}', path, {}],
  'the last of my records': () => ['ListRecords', 'a{sv}', { limit: u(1) }],
};

// everything but the path itself, and what is new each time
function say({ errorName, body }, path) {
  const text = `${errorName} ${JSON.stringify(body)}`.replaceAll(path, 'PATH');
  return text.replaceAll(/[a-z0-9]{8}-[0-9a-f]{8}/g, 'ID').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');
}

const call = async ([member, signature, ...body]) => await send({ ...operator, member, signature, body });

await send({ ...daemon, member: 'Hello' });
const told = {};
// timed, or told: each takes a while
for (const [way, make] of Number(rounds) > 0 ? [] : Object.entries(ways)) {
  told[way] = {};
  for (const path of paths) {
    told[way][path] = say(await call(make(path)), path);
  }
}
const took = Object.fromEntries(paths.map(path => [path, []]));
for (let round = 0; round < Number(rounds); round += 1) {
  // no place in the round is anybody's
  for (const path of paths.map((_, at) => paths[(at + round) % paths.length])) {
    const before = process.hrtime.bigint();
    await call(ways.read(path));
    took[path].push(Number(process.hrtime.bigint() - before));
  }
}
console.log(JSON.stringify({ told, took }));
process.exit(0);
