// sends whatever comes to mind to every method of every interface, as whoever runs it, and prints what came back;
// used by fuzz.test.ts inside the machine: `fuzz.mjs SECONDS SEED`
import { setTimeout as sleep } from 'node:timers/promises';
import { openWire } from '/usr/lib/llm-os/dist/helper/bus/wire.js';
import { makeValues } from './fuzz-values.mjs';

const [seconds, seed] = process.argv.slice(2).map(Number);
const AT_ONCE = 4;
const PATIENCE_MS = 90_000;
// internals that must not reach a caller: stack frames, paths of the program
const LEAK = /\n\s+at |node:internal|\/usr\/lib\/llm-os\/(dist|helper)|\.js:\d+/;
const operator = { destination: 'org.llmos.Operator1', path: '/org/llmos/Operator1' };
const daemon = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};

const { random, pick, body } = makeValues(seed);
const told = { methods: 0, sent: 0, answered: 0, thrownOut: 0, unanswered: 0, leaks: [], internal: [], answers: {} };
let line;

/** a connection, with the answers that are waited for on it */
async function connect() {
  const waiting = new Map();
  const fresh = { waiting, lost: false };
  const events = {
    message: message => waiting.get(message.replySerial)?.(message),
    lost: () => {
      fresh.lost = true;
      for (const settle of waiting.values()) settle(undefined);
    },
  };
  fresh.wire = await openWire(undefined, events);
  line = fresh;
  await send({ type: 1, ...daemon, member: 'Hello' });
}

/** the answer, `undefined` where the daemon ended the connection instead, `late` where nothing came */
async function send(message, change = bytes => bytes, patienceMs = PATIENCE_MS) {
  const { wire, waiting } = line;
  const { bytes, serial } = wire.encode(message);
  const timer = new AbortController();
  const answered = new Promise(resolve => waiting.set(serial, resolve));
  wire.write(change(Buffer.from(bytes)));
  const answer = await Promise.race([answered, sleep(patienceMs, 'late', { signal: timer.signal }).catch(() => {})]);
  timer.abort();
  waiting.delete(serial);
  return answer;
}

// one to four bytes behind the fixed header become others
function flip(bytes) {
  for (let count = 1 + random(4); count > 0; count -= 1) bytes[16 + random(bytes.length - 16)] = random(256);
  return bytes;
}

// descriptors are claimed and not sent: no library would write that
function claim(signature) {
  const sent = signature.replaceAll('h', 'u');
  const field = text => Buffer.from([8, 1, 0x67, 0, text.length, ...Buffer.from(text), 0]);
  return bytes => {
    if (sent !== signature) field(signature).copy(bytes, bytes.indexOf(field(sent)));
    return bytes;
  };
}

function judge(what, answer) {
  told.answered += 1;
  const name = answer.errorName || 'reply';
  told.answers[name] = (told.answers[name] ?? 0) + 1;
  if (!answer.errorName) return;
  const text = `${what} -> ${String(answer.body[0]).slice(0, 600)}`;
  if (LEAK.test(text)) told.leaks.push(text);
  if (/internal error/.test(text)) told.internal.push(text);
}

async function attempt({ interface: face, member, signature: right }) {
  const signature = random(8) === 0 ? pick(['', 'h', 'ah', '(hs)', 'v', 's', 'aav', 'a{sv}', 'ay']) : right;
  const message = { type: 1, flags: pick([0, 0, 0, 4, 2]), ...operator, interface: face, member };
  const values = body(signature);
  const what = `${member} '${signature}' ${JSON.stringify(values).slice(0, 400)}`;
  told.sent += 1;
  // the daemon throws out who sends what is no message, and what is left of one may want no answer
  const hurt = random(8) === 0;
  const change = claim(signature);
  const sent = { ...message, signature: signature.replaceAll('h', 'u'), body: values };
  const answer = await send(sent, bytes => (hurt ? flip(change(bytes)) : change(bytes)), hurt ? 30 : PATIENCE_MS);
  if (answer === 'late') told.unanswered += hurt ? 0 : 1;
  else if (answer) judge(what, answer);
}

/** everything that can be called, from the introspection data */
function methodsOf(xml) {
  return Array.from(xml.matchAll(/<interface name="([^"]+)">([\s\S]*?)<\/interface>/g), ([, face, inside]) =>
    Array.from(inside.matchAll(/<method name="([^"]+)"(?:\/>|>([\s\S]*?)<\/method>)/g), ([, member, args = '']) => ({
      interface: face,
      member,
      signature: Array.from(args.matchAll(/<arg\b[^>]*>/g), ([arg]) => arg)
        .filter(arg => !/direction="out"/.test(arg))
        .map(arg => /type="([^"]+)"/.exec(arg)?.[1] ?? '')
        .join(''),
    })),
  ).flat();
}

await connect();
const introspect = { ...operator, interface: 'org.freedesktop.DBus.Introspectable', member: 'Introspect' };
const methods = methodsOf(String((await send({ type: 1, ...introspect })).body[0]));
told.methods = methods.length;
const end = Date.now() + seconds * 1000;
while (Date.now() < end) {
  if (line.lost) {
    told.thrownOut += 1;
    await connect();
  }
  await Promise.all(Array.from({ length: AT_ONCE }, () => attempt(pick(methods))));
}
console.log(JSON.stringify(told));
process.exit(0);
