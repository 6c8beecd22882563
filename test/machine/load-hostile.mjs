// one hostile uid of the load test: `load-hostile.mjs SECONDS`; sends whatever it likes, kind after kind, over connections
// that it keeps opening, eight of which it never reads; prints how much of what it sent. used by load.test.ts
import { createConnection } from 'node:net';
import { openWire } from '/usr/lib/llm-os/dist/helper/bus/wire.js';

const until = performance.now() + Number(process.argv[2]) * 1000;
const OPERATOR = 'org.llmos.Operator1';
const operator = { type: 1, destination: OPERATOR, path: '/org/llmos/Operator1', interface: OPERATOR };
const daemon = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};
const INTERACTIVE = 4;
const text = value => ({ signature: 's', value });
const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
const sent = {};

// encoded once: what costs a client much is no attack
const encoded = new Map();
let serials = 1_000_000;
function bytesOf(name, wire) {
  const known = encoded.get(name) ?? wire.encode({ flags: 0, ...KINDS[name]() }).bytes;
  encoded.set(name, known);
  const bytes = Buffer.from(known);
  bytes.writeUInt32LE((serials += 1), 8);
  return { bytes, serial: serials };
}

async function connect() {
  const waiting = new Map();
  let lose = () => {};
  const lost = new Promise(resolve => (lose = resolve));
  const wire = await openWire(undefined, {
    message: message => waiting.get(message.replySerial)?.(message),
    lost: () => lose({ errorName: 'lost' }),
  });
  const send = message => {
    const { bytes, serial } = typeof message === 'string' ? bytesOf(message, wire) : wire.encode(message);
    const answered = new Promise(resolve => waiting.set(serial, resolve));
    wire.write(bytes);
    return Promise.race([answered, lost, pause(20_000)]);
  };
  await send({ type: 1, ...daemon, member: 'Hello' });
  return { send, wire };
}

// reads nothing once it is connected; the bytes of its calls come from a connection that does
async function connectDeaf(encode) {
  const stream = createConnection('/run/dbus/system_bus_socket');
  stream.on('error', () => {});
  const next = () => new Promise(resolve => stream.once('data', resolve));
  stream.write(`\0AUTH EXTERNAL ${Buffer.from(String(process.getuid())).toString('hex')}\r\n`);
  await next();
  stream.write('BEGIN\r\n');
  stream.write(encode({ type: 1, ...daemon, member: 'Hello' }).bytes);
  await next();
  stream.pause();
  return stream;
}

const echo = value => ({ ...operator, member: 'Echo', signature: 'sa{sv}', body: [value, {}] });
const preview = (name, values) => ({ ...operator, member: 'Preview', signature: 'sa{sv}', body: [name, values] });
const nested = Array.from({ length: 40 }).reduce(value => ({ signature: 'v', value }), text('x'));
const lines = step => Array.from({ length: 3000 }, (_, at) => `${(at * step) % 997}\n`).join('');
const KINDS = {
  big: () => echo('x'.repeat(1_000_000)),
  key: () => preview('echo', { ['k'.repeat(300_000)]: text('v') }),
  many: () => preview('echo', Object.fromEntries(Array.from({ length: 4000 }, (_, at) => [`k${at}`, text('')]))),
  deep: () => ({
    ...operator,
    member: 'Echo',
    signature: 'sa{sv}',
    body: ['x', { deep: { signature: 'v', value: nested } }],
  }),
  numbers: () => preview('exec', { argv: { signature: 'au', value: Array(15_000).fill(7) } }),
  arguments: () => ({
    ...operator,
    member: 'Exec',
    signature: 'asa{sv}',
    body: [['ls', ...Array(100).fill('é'.repeat(2000))], {}],
  }),
  diff: () => preview('write_file', { path: text('/tmp/llmtest-load'), content: text(lines(7)) }),
  preview: () => preview('read_file', { path: text('/root/llmtest-load') }),
  prompt: () => ({
    ...operator,
    flags: INTERACTIVE,
    member: 'WriteFile',
    signature: 'ssa{sv}',
    body: ['/etc/llmtest-load', 'x', { job: text('load') }],
  }),
  cancel: () => ({ ...operator, member: 'Cancel', signature: 's', body: ['load'] }),
  records: () => ({
    ...operator,
    member: 'ListRecords',
    signature: 'a{sv}',
    body: [{ limit: { signature: 'u', value: 1000 } }],
  }),
  introspect: () => ({ ...operator, interface: 'org.freedesktop.DBus.Introspectable', member: 'Introspect' }),
};
let { send, wire } = await connect();
const deaf = [];
let turn = 0;
while (performance.now() < until) {
  const names = Object.keys(KINDS);
  const name = names[turn % names.length];
  turn += 1;
  if (deaf.length < 8) deaf.push(await connectDeaf(each => wire.encode(each)));
  for (const each of deaf) each.write(bytesOf('introspect', wire).bytes);
  const burst = Array.from({ length: 6 }, () => send(name));
  sent[name] = (sent[name] ?? 0) + burst.length;
  // waits for what is answered soon, and leaves what is not
  await Promise.race([Promise.all(burst), pause(500)]);
  if (turn % 20 === 0) {
    wire.close();
    ({ send, wire } = await connect());
  }
  await pause(20);
}
console.log(JSON.stringify(sent));
process.exit();
