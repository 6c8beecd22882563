// a day of callers, three at a time, as whoever runs it: `day.mjs CONNECTIONS FOLDER`; used by leak.test.ts inside the machine
import { writeFileSync } from 'node:fs';
import { connectClientBus } from '/usr/lib/llm-os/dist/agent/operator-client/bus.js';

const [connections, folder] = process.argv.slice(2);
// with the call that is left alone as many as one uid may have at work
const LANES = 3;
const target = { destination: 'org.llmos.Operator1', path: '/org/llmos/Operator1', interface: 'org.llmos.Operator1' };
const text = value => ({ signature: 's', value });
let calls = 0;

// how a call ends does not matter here, only that it does
async function call(bus, member, signature, body, more = {}) {
  calls += 1;
  await bus.call({ ...target, ...more, member, signature, body }).catch(() => {});
}

async function visit(at, lane) {
  const bus = await connectClientBus(process.env.DBUS_SYSTEM_BUS_ADDRESS);
  const own = `${folder}/own-${lane}`;
  writeFileSync(own, `${at}\n`);
  for (let turn = 0; turn < 10; turn += 1) await call(bus, 'Echo', 'sa{sv}', ['x'.repeat(1000), {}]);
  await call(bus, 'Echo', 'u', [1]);
  await call(bus, 'Nothing', '', []);
  await call(bus, 'ReadFile', 'sa{sv}', [own, {}]);
  await call(bus, 'ReadFile', 'sa{sv}', ['/etc/shadow', {}]);
  await call(bus, 'WriteFile', 'ssa{sv}', [own, 'asks first\n', {}]);
  await call(bus, 'WriteFile', 'ssa{sv}', [`${folder}/new-${at}`, 'new\n', {}]);
  await call(bus, 'Exec', 'asa{sv}', [['/bin/true'], { job: text('one') }]);
  await call(bus, 'Exec', 'asa{sv}', [['/no/such/program'], {}]);
  await call(bus, 'Preview', 'sa{sv}', ['read_file', { path: text(own) }]);
  await call(bus, 'AuthorizePlan', 'a(sa{sv})a{sv}', [[['read_file', { path: text(own) }]], {}]);
  await call(bus, 'ListProcesses', 'a{sv}', [{}]);
  await call(bus, 'UnitStatus', 'sa{sv}', ['cron.service', {}]);
  await call(bus, 'ListRecords', 'a{sv}', [{}]);
  await call(bus, 'Undo', 'sa{sv}', ['mabc-00000000', {}]);
  await call(bus, 'Cancel', 's', ['nothing']);
  await call(bus, 'Introspect', '', [], { interface: 'org.freedesktop.DBus.Introspectable' });
  // the last one is still at work when its caller leaves
  void call(bus, 'Exec', 'asa{sv}', [['cat', own], {}]);
  await new Promise(resolve => setTimeout(resolve, (at % 5) * 10));
  bus.close();
}

let next = 0;
async function work(lane) {
  for (let at = next++; at < Number(connections); at = next++) await visit(at, lane);
}
await Promise.all(Array.from({ length: LANES }, (_, lane) => work(lane)));
console.log(calls);
process.exit();
