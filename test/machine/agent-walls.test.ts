import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, up, type System } from './driver.js';

const NODE = '/usr/lib/llm-os/node';
const PLACE = '/etc/systemd/user/llmos-agent.service.d';

const ASK = `
const http = require("node:http");
const socketPath = process.env.XDG_RUNTIME_DIR + "/llm-os/agent.sock";
const body = JSON.stringify({ model: "tiny", messages: [{ role: "user", content: "hello" }], max_tokens: 1 });
const options = { socketPath, path: "/v1/chat/completions", method: "POST", headers: { "content-type": "application/json" } };
http.request(options, reply => {
  let text = "";
  reply.on("data", data => (text += data)).on("end", () => process.stdout.write(reply.statusCode + " " + text));
}).on("error", error => process.stdout.write("none " + error.code)).end(body);
`;

interface Gap {
  readonly name: string;
  readonly settings: string;
  readonly lacks: RegExp;
}

const ALL_FILTERS =
  'NoNewPrivileges=no\nSystemCallFilter=\nSystemCallArchitectures=\nRestrictAddressFamilies=\nRestrictNamespaces=no\n' +
  'RestrictRealtime=no\nRestrictSUIDSGID=no\nLockPersonality=no\nMemoryDenyWriteExecute=no\nProtectKernelTunables=no\n' +
  'ProtectKernelModules=no\nProtectClock=no\nProtectHostname=no\nPrivateDevices=no';

// a missing network namespace can't be told from a present one here: the machine itself has only a loopback
const GAPS: readonly Gap[] = [
  { name: 'sockets', settings: 'RestrictAddressFamilies=', lacks: /no unix sockets.*no netlink sockets/ },
  { name: 'filters', settings: ALL_FILTERS, lacks: /a system call filter/ },
  { name: 'the filter of calls', settings: 'SystemCallFilter=', lacks: /a system call filter/ },
  { name: 'capabilities', settings: 'CapabilityBoundingSet=CAP_KILL', lacks: /no capabilities/ },
  {
    name: 'buses and locks',
    settings: 'TemporaryFileSystem=\nTemporaryFileSystem=%h:ro,mode=0700',
    lacks: /no bus|a read-only/,
  },
  {
    name: 'the home',
    settings: 'TemporaryFileSystem=\nProtectHome=no\nTemporaryFileSystem=/run:ro /dev/shm:ro',
    lacks: /a home/,
  },
  { name: 'the disk', settings: 'ProtectSystem=no', lacks: /a read-only file system/ },
  {
    name: 'shared memory',
    settings: 'TemporaryFileSystem=\nTemporaryFileSystem=/run:ro %h:ro,mode=0700',
    lacks: /a read-only/,
  },
];

const USE =
  'systemctl --user daemon-reload; systemctl --user stop llmos-agent.service 2>/dev/null; systemctl --user reset-failed; ' +
  `systemctl --user start llmos-agent.socket; exec ${NODE} -e "$0"`;

const ask = async (os: System): Promise<string> => (await execIn(os, ['sh', '-c', USE, ASK], { user: 'alice' })).stdout;

describe.each<System>(['trixie', 'bookworm'])('the cage of the model with a wall missing, on %s', os => {
  beforeAll(() => up(os));
  afterEach(() => shIn(os, `rm -rf ${PLACE}`));
  afterAll(async () => {
    const restore = 'systemctl --user daemon-reload; systemctl --user stop llmos-agent.service';
    await execIn(os, ['sh', '-c', restore], { user: 'alice' });
  });

  attack(
    'have a model loaded while a wall is missing',
    { without: 'with the list of what is missing emptied, it answered 200', tries: GAPS.length, fast: 3 },
    async ({ tries }) => {
      for (const { name, settings, lacks } of GAPS.slice(-tries)) {
        await execIn(os, ['sh', '-c', `mkdir -p ${PLACE} && cat >${PLACE}/gap.conf`], {
          input: `[Service]\n${settings}\n`,
        });
        const answer = await ask(os);
        expect(answer, name).toMatch(/^503 .*cage_missing/);
        expect(answer, name).toMatch(lacks);
      }
      await shIn(os, `rm -rf ${PLACE}`);
      expect(await ask(os)).not.toContain('cage_missing');
    },
  );
});
