import { afterAll, beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, up, type System } from './driver.js';

// escape attempts of a hostile model, run in place of the agent's program
const ESCAPES = `
const net = require("node:net"), fs = require("node:fs"), dgram = require("node:dgram");
const say = (what, how) => fs.writeSync(1, "ESCAPE " + what + " " + how + "\\n");
const dial = (what, to) => net.connect(to).on("connect", () => say(what, "reached")).on("error", e => say(what, e.code));
dial("system-bus", { path: "/run/dbus/system_bus_socket" });
dial("user-bus", { path: "/run/user/" + process.getuid() + "/bus" });
dial("network", { host: "127.0.0.1", port: 22 });
dgram.createSocket("udp4").on("error", e => say("datagram", e.code)).bind(0, () => say("datagram", "reached"));
try { fs.readFileSync(process.env.HOME + "/secret"); say("home", "reached"); } catch (e) { say("home", e.code); }
try { fs.writeFileSync("/etc/llmos-escape", "x"); say("etc", "reached"); } catch (e) { say("etc", e.code); }
setTimeout(() => process.exit(0), 500);
`;

const NODE = '/usr/lib/llm-os/node';
const DROP_IN = '/etc/systemd/user/llmos-agent.service.d/test.conf';

async function override(os: System, text: string): Promise<void> {
  await execIn(os, ['sh', '-c', `mkdir -p "$(dirname ${DROP_IN})" && cat >${DROP_IN}`], { input: text });
}

describe.each<System>(['trixie', 'bookworm'])('the cage of the model, on %s', os => {
  beforeAll(async () => {
    await up(os);
    await execIn(os, ['sh', '-c', 'cat >/usr/local/lib/escapes.cjs'], { input: ESCAPES });
    await shIn(os, 'echo private >/home/alice/secret; chown alice: /home/alice/secret');
  });
  afterAll(async () => {
    await shIn(os, `rm -rf ${DROP_IN} /usr/local/lib/escapes.cjs /home/alice/secret`);
    // her manager may outlive this file, and the next test wants the agent as it was installed
    const restore = 'systemctl --user daemon-reload; systemctl --user stop llmos-agent.service';
    await execIn(os, ['sh', '-c', restore], { user: 'alice' });
  });

  attack(
    'reach a socket, a bus, a file of the person or /etc from the place of the model',
    { without: 'started outside of its unit, it reached four of the six', tries: 6 },
    async () => {
      await override(os, `[Service]\nExecStart=\nExecStart=${NODE} --jitless /usr/local/lib/escapes.cjs\n`);
      const script =
        'systemctl --user daemon-reload; systemctl --user stop llmos-agent.service; systemctl --user start llmos-agent.socket; ' +
        'systemctl --user start llmos-agent.service; sleep 2';
      await execIn(os, ['sh', '-c', script], { user: 'alice' });
      const journal = await shIn(os, 'journalctl -b --no-pager -o cat | grep ^ESCAPE | tail -n 6');
      const outcome = Object.fromEntries(
        journal
          .trim()
          .split('\n')
          .map(line => line.split(' ').slice(1)),
      );
      expect(Object.keys(outcome).toSorted()).toEqual(['datagram', 'etc', 'home', 'network', 'system-bus', 'user-bus']);
      expect(Object.values(outcome)).not.toContain('reached');
    },
  );
});
