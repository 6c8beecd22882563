// one process that calls the operator several times, one call after the other, with pkttyagent to ask for it; used by
// tests inside the machine: `calls.mjs JSON`, a list of `[method, signature, ...arguments]`. a call is withdrawn once there
// is a file `withdraw-N` beside this one, with the number of the call
import { existsSync } from 'node:fs';
import { createPolkitAgent } from '/usr/lib/llm-os/dist/agent/shell/host/polkit-agent.js';
import { openWire } from '/usr/lib/llm-os/dist/helper/bus/wire.js';

const [json] = process.argv.slice(2);
const operator = { destination: 'org.llmos.Operator1', path: '/org/llmos/Operator1', interface: 'org.llmos.Operator1' };
const daemon = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};
const INTERACTIVE = 4;
const waiting = new Map();
const wire = await openWire(undefined, {
  message: message => waiting.get(message.replySerial)?.(message),
  lost: () => {},
});

function send(message) {
  const { bytes, serial } = wire.encode({ type: 1, flags: INTERACTIVE, ...message });
  const answered = new Promise(resolve => waiting.set(serial, resolve));
  wire.write(bytes);
  return answered;
}

await send({ ...daemon, member: 'Hello' });
for (const [index, [member, signature, ...values]] of JSON.parse(json).entries()) {
  // one that was withdrawn from asks no more, and the next may come only once polkit knows that it is gone
  const agent = createPolkitAgent(process.pid);
  while ((await agent.ensure()).kind !== 'ready') await new Promise(resolve => setTimeout(resolve, 100));
  // the last of every method's arguments are its options: with a job, a prompt can be withdrawn
  const job = { job: { signature: 's', value: `call-${index}` } };
  const body = values.map((value, at) => (at === values.length - 1 ? { ...value, ...job } : value));
  const withdraw = () => {
    if (existsSync(`${import.meta.dirname}/withdraw-${index}`)) {
      clearInterval(timer);
      void send({ ...operator, member: 'Cancel', signature: 's', body: [`call-${index}`] });
    }
  };
  const timer = setInterval(withdraw, 50);
  const { errorName, body: answer } = await send({ ...operator, member, signature, body });
  clearInterval(timer);
  agent.stop();
  console.log(`call ${index}: ${errorName === '' ? 'done' : `${errorName.split('.').at(-1)}: ${answer[0]}`}`);
}
// a terminal that goes away at once takes the last words with it
setTimeout(() => process.exit(0), 500);
