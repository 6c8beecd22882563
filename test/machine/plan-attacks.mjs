// takes grants and misuses them in one way, as whoever runs it; used by plans.test.ts inside the machine:
// `plan-attacks.mjs NAME FIRST SECOND PRECIOUS`, where the others are paths
import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connectClientBus } from '/usr/lib/llm-os/dist/agent/operator-client/bus.js';

const [wanted, first, second, precious] = process.argv.slice(2);
const target = { destination: 'org.llmos.Operator1', path: '/org/llmos/Operator1', interface: 'org.llmos.Operator1' };
const text = value => ({ signature: 's', value });

async function client() {
  const bus = await connectClientBus(process.env.DBUS_SYSTEM_BUS_ADDRESS);
  const call = async (member, signature, body) => bus.call({ ...target, member, signature, body });
  const step = path => ['write_file', { path: text(path), content: text('planned\n') }];
  return {
    authorize: async (...paths) => (await call('AuthorizePlan', 'a(sa{sv})a{sv}', [paths.map(step), {}]))[0],
    write: async (path, grant, content = 'planned\n') => {
      try {
        await call('WriteFile', 'ssa{sv}', [path, content, { grant: text(grant) }]);
        return 'done';
      } catch (error) {
        return `${error.dbusName.split('.').at(-1)}: ${error.message}`;
      }
    },
    close: () => bus.close(),
  };
}

async function attempt(name, attack) {
  if (name !== wanted) return;
  for (const path of [first, second]) {
    rmSync(path, { force: true });
    writeFileSync(path, 'before\n');
  }
  const one = await client();
  const other = await client();
  const outcome = await attack(one, other).catch(error => `threw ${error.message}`);
  console.log(outcome);
  one.close();
  other.close();
}

await attempt('honest', async one => {
  const [a, b] = await one.authorize(first, second);
  return `${await one.write(first, a)}, ${await one.write(second, b)}`;
});
await attempt('replay', async one => {
  const [a] = await one.authorize(first, second);
  await one.write(first, a);
  return await one.write(first, a);
});
await attempt('other sender', async (one, other) => {
  const [a] = await one.authorize(first, second);
  return await other.write(first, a);
});
await attempt('one byte', async one => {
  const [a] = await one.authorize(first, second);
  return await one.write(first, a, 'plannes\n');
});
await attempt('reordered', async one => {
  const [, b] = await one.authorize(first, second);
  return await one.write(second, b);
});
await attempt('swapped content', async one => {
  const [a] = await one.authorize(first, second);
  writeFileSync(first, 'swapped\n');
  return await one.write(first, a);
});
await attempt('swapped for a link', async one => {
  const [a] = await one.authorize(first, second);
  rmSync(first);
  symlinkSync(precious, first);
  return await one.write(first, a);
});
await attempt('invented', async one => await one.write(first, '0123456789abcdef'.repeat(2)));
await attempt('restarted', async one => {
  const [a, b] = await one.authorize(first, second);
  const before = await one.write(first, a);
  execFileSync('systemctl', ['stop', 'llmos-operator']);
  return `${before}, ${await one.write(second, b)}`;
});
