// one client among several that call at the same moment: `crowd.mjs CALLS [deaf]`; prints how long each call took and how
// many did not end well. a deaf one asks for much and then reads nothing any more. used by crowd.test.ts in the machine
import { openWire } from '/usr/lib/llm-os/dist/helper/bus/wire.js';

const calls = Number(process.argv[2]);
const deaf = process.argv[3] === 'deaf';
const operator = { destination: 'org.llmos.Operator1', path: '/org/llmos/Operator1', interface: 'org.llmos.Operator1' };
const daemon = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};
const waiting = new Map();
const wire = await openWire(undefined, {
  message: message => waiting.get(message.replySerial)?.(message),
  lost: () => {},
});

function send(message) {
  const { bytes, serial } = wire.encode({ type: 1, flags: 0, ...message });
  const begun = performance.now();
  const answered = new Promise(resolve => waiting.set(serial, resolve));
  wire.write(bytes);
  return answered.then(answer => ({ ms: performance.now() - begun, ok: answer.errorName === '' }));
}

await send({ ...daemon, member: 'Hello' });
const text = deaf ? 'x'.repeat(100_000) : 'hello';
// all together, at the next full second
await new Promise(resolve => setTimeout(resolve, 1000 - (Date.now() % 1000)));
const all = Array.from({ length: calls }, () =>
  send({ ...operator, member: 'Echo', signature: 'sa{sv}', body: [text, {}] }),
);
if (deaf) setTimeout(() => process.kill(process.pid, 'SIGSTOP'), 50);
const answers = await Promise.all(all);
console.log(JSON.stringify({ ms: answers.map(({ ms }) => ms), failed: answers.filter(({ ok }) => !ok).length }));
process.exit(0);
