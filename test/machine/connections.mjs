// many connections of one uid at once: `connections.mjs COUNT CALLS_EACH [PAUSE_MS]`; opens all, and once no more come in
// each of them calls, with a pause after each call where one is named; prints how many came in and how the calls ended.
// used by bus-floods.test.ts in the machine
import { openWire } from '/usr/lib/llm-os/dist/helper/bus/wire.js';

const [count, callsEach, pauseMs] = process.argv.slice(2).map(Number);
const operator = { destination: 'org.llmos.Operator1', path: '/org/llmos/Operator1', interface: 'org.llmos.Operator1' };
const daemon = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};

async function connect() {
  const waiting = new Map();
  let lose = () => {};
  const lost = new Promise(resolve => (lose = () => resolve({ errorName: 'lost' })));
  const wire = await openWire(undefined, {
    message: message => waiting.get(message.replySerial)?.(message),
    lost: lose,
  });
  const send = message => {
    const { bytes, serial } = wire.encode({ type: 1, flags: 0, ...message });
    const answered = new Promise(resolve => waiting.set(serial, resolve));
    wire.write(bytes);
    return Promise.race([answered, lost]);
  };
  const { errorName } = await send({ ...daemon, member: 'Hello' });
  // one that was refused and stays open holds a place of those that are not through yet: the daemon then lets nobody in
  if (errorName !== '') {
    wire.close();
    throw new Error(errorName);
  }
  return send;
}

const tried = await Promise.allSettled(Array.from({ length: count }, connect));
const open = tried.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []));
const echo = { ...operator, member: 'Echo', signature: 'sa{sv}', body: ['x'.repeat(4000), {}] };
async function call(send) {
  if (pauseMs === undefined) return await Promise.all(Array.from({ length: callsEach }, () => send(echo)));
  const one = [];
  for (let made = 0; made < callsEach; made += 1) {
    one.push(await send(echo));
    await new Promise(resolve => setTimeout(resolve, pauseMs));
  }
  return one;
}
const answers = (await Promise.all(open.map(call))).flat();
const ended = {};
for (const { errorName } of answers) {
  const word = errorName.split('.').at(-1) || 'done';
  ended[word] = (ended[word] ?? 0) + 1;
}
console.log(JSON.stringify({ open: open.length, ended }));
process.exit();
