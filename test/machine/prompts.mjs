// many calls of one uid that ask for a password, with an agent that never answers: `prompts.mjs COUNT PATH SECONDS [FILE]`,
// in a session, where the file has what would be written; prints how many prompts were shown at once, what became of the
// calls before anybody left, and how many prompts were withdrawn when all left. used by tests in the machine
import { readFileSync } from 'node:fs';
import { openWire } from '/usr/lib/llm-os/dist/helper/bus/wire.js';

const [count, path, seconds, file] = process.argv.slice(2);
const content = file === undefined ? 'x' : readFileSync(file, 'utf8');
const operator = { destination: 'org.llmos.Operator1', path: '/org/llmos/Operator1', interface: 'org.llmos.Operator1' };
const daemon = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};
const authority = {
  destination: 'org.freedesktop.PolicyKit1',
  path: '/org/freedesktop/PolicyKit1/Authority',
  interface: 'org.freedesktop.PolicyKit1.Authority',
};
const INTERACTIVE = 4;
const pause = ms => new Promise(resolve => setTimeout(resolve, ms));

async function connect(onCall) {
  const waiting = new Map();
  const wire = await openWire(undefined, {
    message: message => (message.type === 1 ? onCall?.(message, wire) : waiting.get(message.replySerial)?.(message)),
    lost: () => {},
  });
  const send = message => {
    const { bytes, serial } = wire.encode({ type: 1, flags: 0, ...message });
    const answered = new Promise(resolve => waiting.set(serial, resolve));
    wire.write(bytes);
    return answered;
  };
  await send({ ...daemon, member: 'Hello' });
  return { send, wire };
}

const open = new Set();
let most = 0;
const withdrawn = new Set();
function onAgentCall({ member, body, sender, serial }, wire) {
  const cookie = String(member === 'BeginAuthentication' ? body[4] : body[0]);
  if (member === 'BeginAuthentication') open.add(cookie);
  // leaves `BeginAuthentication` without a reply, like a person who types no password: polkit waits
  most = Math.max(most, open.size);
  if (member !== 'CancelAuthentication') return;
  // told by the helper and once more by polkit itself, which sees that the caller left
  withdrawn.add(cookie);
  open.delete(cookie);
  wire.write(wire.encode({ type: 2, destination: sender, replySerial: serial }).bytes);
}

const agent = await connect(onAgentCall);
const session = { 'session-id': { signature: 's', value: process.env.XDG_SESSION_ID } };
const registered = await agent.send({
  ...authority,
  member: 'RegisterAuthenticationAgent',
  signature: '(sa{sv})ss',
  body: [['unix-session', session], 'C', '/org/llmtest/agent'],
});
if (registered.errorName !== '') throw new Error(`no agent: ${registered.body[0]}`);

const ended = {};
const clients = await Promise.all(Array.from({ length: Number(count) }, () => connect()));
for (const [at, { send }] of clients.entries()) {
  const call = { ...operator, member: 'WriteFile', signature: 'ssa{sv}', body: [`${path}-${at}`, content, {}] };
  void send({ ...call, flags: INTERACTIVE }).then(({ errorName }) => {
    const word = errorName.split('.').at(-1) || 'done';
    ended[word] = (ended[word] ?? 0) + 1;
  });
}
await pause(Number(seconds) * 1000);
const before = { ...ended };
for (const { wire } of clients) wire.close();
await pause(2000);
console.log(JSON.stringify({ shown: most, ended: before, withdrawn: withdrawn.size, left: open.size }));
process.exit();
