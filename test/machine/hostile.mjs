// sends what no library would, as whoever runs it, and prints what came back; used by service.test.ts inside the machine
import { openWire } from '/usr/lib/llm-os/dist/helper/bus/wire.js';

const answers = [];
let closing = false;
const wire = await openWire(undefined, {
  message: message => answers.push(message),
  lost: () => closing || console.log('lost'),
});
const daemon = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};
const operator = { destination: 'org.llmos.Operator1', path: '/org/llmos/Operator1', interface: 'org.llmos.Operator1' };

async function send(name, message, change = bytes => bytes) {
  const { bytes, serial } = wire.encode({ type: 1, ...message });
  wire.write(change(bytes));
  for (let waited = 0; waited < 200; waited += 1) {
    const answer = answers.find(({ replySerial }) => replySerial === serial);
    if (answer) return console.log(`${name}: ${answer.errorName || 'answered'}`);
    await new Promise(resolve => setTimeout(resolve, 25));
  }
  console.log(`${name}: nothing`);
}

// the type `u` of a body becomes `h`, without a descriptor
function claimDescriptor(bytes) {
  bytes[bytes.indexOf(Buffer.from([8, 1, 0x67, 0, 1, 0x75, 0])) + 5] = 0x68;
  return bytes;
}

await send('hello', { ...daemon, member: 'Hello' });
await send('descriptor', { ...operator, member: 'Echo', signature: 'u', body: [1] }, claimDescriptor);
await send('signal', { ...operator, type: 4, member: 'Output', signature: 'u', body: [1] }, claimDescriptor);
await send('signature', { ...operator, member: 'Echo', signature: 'u', body: [1] });
await send('method', { ...operator, member: 'Nothing' });
await send('object', { ...operator, path: '/org/llmos', member: 'Echo', signature: 'sa{sv}', body: ['x', {}] });
await send('interface', { ...operator, interface: 'org.example.Other', member: 'Echo' });
await send('property', {
  ...operator,
  interface: 'org.freedesktop.DBus.Properties',
  member: 'Set',
  signature: 'ssv',
  body: ['org.llmos.Operator1', 'Version', { signature: 's', value: '6' }],
});
await send('large', { ...operator, member: 'Echo', signature: 'sa{sv}', body: ['x'.repeat(9_000_000), {}] });
await send('echo', { ...operator, member: 'Echo', signature: 'sa{sv}', body: ['x', {}] });
closing = true;
wire.close();
