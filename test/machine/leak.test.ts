import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, up, type System } from './driver.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const FOLDER = '/home/alice/llmos-day';
// variation of the memory between two collections of a heap this small
const WAVERING_KB = 8000;
// as a helper that is killed between making a unit's socket and being connected to
const KILLED_WHILE_LISTENING =
  'require("net").createServer().listen("/run/llmos-operator/killed.io", () => process.kill(process.pid, "SIGKILL"))';
const PROGRAM = readFileSync('test/machine/day.mjs');

interface Held {
  readonly pid: number;
  readonly descriptors: number;
  readonly rules: number;
  readonly memory: number;
  readonly units: string;
  readonly files: string;
}

// resources left after calls: those of the helper itself, units in systemd, temporary files
async function held(os: System): Promise<Held> {
  const script = `
    pid=$(systemctl show -P MainPID llmos-operator.service)
    echo $pid; ls /proc/$pid/fd | wc -l
    for name in org.llmos.Operator1 org.llmos.Operator1.Client; do
      busctl --json=short call org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus.Debug.Stats \
        GetConnectionStats s $name | tr , '\\n' | sed -n '/"MatchRules"/,/data/s/.*"data":\\([0-9]*\\).*/\\1/p'
    done | awk '{ sum += $1 } END { print sum }'
    awk '/RssAnon/{print $2}' /proc/$pid/status
    echo $(systemctl list-units --all --plain --no-legend 'llmos-op-*' | wc -l)
    find /run/llmos-operator /var/lib/llm-os/operator ${FOLDER} \\( -type s -o -name '*.new' -o -name '.*' \\) | sort | tr '\\n' ' '`;
  const [pid, descriptors, rules, memory, units, ...files] = (await shIn(os, script)).split('\n');
  const counts = { descriptors: Number(descriptors), rules: Number(rules), memory: Number(memory) };
  return { pid: Number(pid), ...counts, units: units ?? '', files: files.join('\n').trim() };
}

async function day(os: System, connections: number): Promise<number> {
  await shIn(os, `rm -rf ${FOLDER}; install -d -o alice ${FOLDER}`);
  const argv = ['/usr/lib/llm-os/node', '--input-type=module', '-', String(connections), FOLDER];
  const ran = await execIn(os, argv, { user: 'alice', input: PROGRAM });
  if (ran.status !== 0) throw new Error(`the day ended early: ${ran.stderr}`);
  // waits for units that were still running when the last caller left
  await shIn(os, "for i in $(seq 50); do systemctl list-units -q 'llmos-op-*' | grep -q . || exit 0; sleep 0.1; done");
  return Number(ran.stdout);
}

describe.each(systems)('twenty-four hours of callers, %s', os => {
  beforeAll(() => up(os));

  attack(
    'calls of every kind, three at a time, take memory, descriptors, match rules, units or files for good',
    {
      without: 'signals of a unit never unsubscribed: 40 match rules become 67 after three connections',
      tries: 4800,
      fast: 54,
      timeout: 1_800_000,
    },
    async ({ tries, counted }) => {
      await shIn(os, 'systemctl restart llmos-operator.service');
      let calls = await day(os, 2);
      const before = await held(os);
      expect(before.rules).toBeGreaterThan(0);
      calls += await day(os, Math.ceil(tries / 27));
      const after = await held(os);
      counted(calls);
      expect(after).toMatchObject({ ...before, memory: expect.any(Number), descriptors: expect.any(Number) });
      // a connection of the moment, more or less
      expect(after.descriptors - before.descriptors).toBeLessThanOrEqual(2);
      expect(after.memory - before.memory).toBeLessThan(WAVERING_KB);
      expect(after).toMatchObject({ units: '0', files: '' });
    },
  );

  attack(
    'a helper that leaves, is stopped or is killed again and again leaves units, sockets and half files behind',
    {
      without: 'the next helper without removing the sockets that a killed one had open',
      tries: 30,
      fast: 2,
      timeout: 900_000,
    },
    async ({ tries }) => {
      await shIn(os, `node -e '${KILLED_WHILE_LISTENING}'`).catch(() => {});
      const ends = ['kill -s KILL llmos-operator', 'restart llmos-operator', 'kill -s TERM llmos-operator'];
      for (let turn = 0; turn < tries; turn += 1) {
        const end = ends[turn % ends.length] ?? '';
        await Promise.all([
          day(os, 1),
          shIn(os, `sleep 0.${turn % 10}; systemctl reset-failed; systemctl ${end} || true`),
        ]);
      }
      await day(os, 1);
      expect(await held(os)).toMatchObject({ units: '0', files: '' });
    },
  );
});
