// an honest caller among hostile ones: `load-honest.mjs SECONDS`; one trivial call after the other over one connection; prints
// how long each took, in milliseconds, and how many did not end well, each with its error. used by load.test.ts
import { openWire } from '/usr/lib/llm-os/dist/helper/bus/wire.js';

const until = performance.now() + Number(process.argv[2]) * 1000;
const OPERATOR = 'org.llmos.Operator1';
const operator = { type: 1, destination: OPERATOR, path: '/org/llmos/Operator1', interface: OPERATOR };
const daemon = {
  type: 1,
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};
const waiting = new Map();
const wire = await openWire(undefined, {
  message: message => waiting.get(message.replySerial)?.(message),
  lost: () => {},
});

function ask(message) {
  const { bytes, serial } = wire.encode(message);
  const begun = performance.now();
  return new Promise(resolve => {
    const timer = setTimeout(
      () => resolve({ ms: performance.now() - begun, error: 'no answer in 25 seconds' }),
      25_000,
    );
    waiting.set(serial, ({ errorName }) => {
      clearTimeout(timer);
      waiting.delete(serial);
      resolve({ ms: performance.now() - begun, error: errorName });
    });
    wire.write(bytes);
  });
}

await ask({ ...daemon, member: 'Hello' });
const heard = { operator: [], bus: [], lost: [] };
while (performance.now() < until) {
  const { ms, error } = await ask({ ...operator, member: 'Echo', signature: 'sa{sv}', body: ['hello', {}] });
  heard.operator.push(Math.round(ms));
  if (error !== '') heard.lost.push(error);
  // latency of the bus daemon alone, for comparison
  heard.bus.push(Math.round((await ask({ ...daemon, member: 'GetId' })).ms));
  await new Promise(resolve => setTimeout(resolve, 20));
}
console.log(JSON.stringify(heard));
process.exit();
