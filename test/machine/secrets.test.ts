import { afterAll, beforeAll, describe, expect } from 'vitest';
import { attack, full } from '../attack/attack.js';
import { execIn, shIn, up, type System } from './driver.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const ADDRESS = 'org.llmos.Operator1 /org/llmos/Operator1 org.llmos.Operator1';
// part of every secret; kept in files only, since a search would find its own command line
const MARK = 'cAnArY0123456789';
/** secrets by their shape: hidden whatever parameter they stand in */
const SHAPED = [
  `password=${MARK}`,
  `--token ${MARK}`,
  `https://user:${MARK}@host.example/`,
  `Authorization: Bearer ${MARK}`,
  `ghp_${MARK}${MARK}`,
  `-----BEGIN PRIVATE KEY-----\n${MARK}`,
];
// a path has neither slashes in its names nor ends of lines: the shapes that do stand for the first
const named = (secret: string) => (/[\n/]/.test(secret) ? `password=${MARK}` : secret);

/** every parameter of every action that takes text, and the value that must show nowhere */
const STEPS = (secret: string): readonly object[] => [
  { action: 'echo', text: secret },
  { action: 'read_file', path: `/etc/llmos-secrets/${named(secret)}` },
  { action: 'write_file', path: `/etc/llmos-secrets/${named(secret)}`, content: secret },
  { action: 'exec', argv: ['/usr/bin/cat'], stdin: secret },
  { action: 'exec', argv: ['/usr/bin/printf', secret] },
  { action: 'exec', argv: ['/usr/bin/true'], cwd: `/${named(secret)}` },
  { action: 'install_packages', packages: [secret] },
  { action: 'remove_packages', packages: [secret] },
  { action: 'manage_unit', unit: `${secret}.service`, verb: 'start' },
  { action: 'unit_status', unit: `${secret}.service` },
  { action: 'set_unit_limits', unit: `${secret}.service`, memory_max: secret },
  { action: 'list_processes', match: secret },
  { action: 'list_devices', kind: secret },
  { action: 'set_brightness', percent: 50, device: secret },
  { action: 'set_keyboard_layout', layout: secret, variant: secret },
];

describe.each(systems)('a secret in every parameter, %s', os => {
  beforeAll(async () => {
    await up(os);
    await shIn(
      os,
      `rm -rf /etc/llmos-secrets; mkdir -m 755 /etc/llmos-secrets; umask 077; printf '%s' ${MARK} >/root/mark`,
    );
  });
  afterAll(() => shIn(os, 'rm -rf /etc/llmos-secrets /tmp/secret-plan /root/mark /root/seen'));

  // the arguments are read once: a process becomes another program between two looks.
  // what names a unit, a program's arguments and its own plan hold is public while it runs, and the preview says so
  const WATCH = `while [ -e /root/watching ]; do
for p in /proc/[0-9]*; do line=$(tr '\\0' ' ' <$p/cmdline) 2>/dev/null; case $line in *printf*) line=;; esac
  { tr '\\0' '\\n' <$p/environ; printf '%s\\n' "$line"; } 2>/dev/null | grep -aqf /root/mark && echo "$p $line" | cut -c1-80 >>/root/seen; done
systemctl show 'llmos-op-*' -p Environment,Description,StandardInputData,LogExtraFields,SetCredential 2>/dev/null | grep -af /root/mark >>/root/seen || true; sleep 0.05; done`;

  async function call(step: object): Promise<void> {
    await execIn(os, ['sh', '-c', 'cat >/tmp/secret-plan'], { input: JSON.stringify({ steps: [step] }) });
    await execIn(os, ['llmsh', '--json', 'apply', '--yes', '/tmp/secret-plan']);
  }

  attack(
    'shows in no record, journal field, unit property, command line or environment, nor in what is left',
    {
      without: 'secrets not told by their shape: records and rings held them',
      tries: STEPS('').length * SHAPED.length,
      timeout: 600_000,
    },
    async ({ counted }) => {
      await shIn(os, `: >/root/seen; touch /root/watching; (${WATCH}) >/dev/null 2>&1 &`);
      let done = 0;
      for (const shape of SHAPED) {
        for (const [at, step] of STEPS(shape).entries()) {
          // the fast run takes a few of each
          if (!full && (SHAPED[at % SHAPED.length] !== shape || at % 3 !== 2)) continue;
          await call(step);
          done += 1;
        }
      }
      counted(done);
      await shIn(os, 'rm /root/watching; sleep 1; rm -f /tmp/secret-plan');
      expect(await shIn(os, 'cat /root/seen')).toBe('');
      expect(
        await shIn(os, 'journalctl --all --output=verbose --no-pager | grep -aif /root/mark | head -5 || true'),
      ).toBe('');
      const states =
        '/var/lib/llm-os/operator /run/llmos-operator /usr/lib/llm-os/snapshot.blob /run/systemd/transient';
      const found = `grep -rlaf /root/mark ${states} 2>/dev/null | grep -v '^/var/lib/llm-os/operator/undo/' || true`;
      expect(await shIn(os, found)).toBe('');
      expect(await shIn(os, `systemctl show '*' --all 2>/dev/null | grep -af /root/mark | head -5 || true`)).toBe('');
      // contents saved for an undo are readable by root alone
      expect(await shIn(os, 'find /var/lib/llm-os/operator -perm /077 ! -type l')).toBe('');
    },
  );

  attack(
    'is written to no core when operator or worker crash with it in memory',
    { without: 'a program without the limit, crashed beside it: its core lay in /', tries: 2 },
    async () => {
      const cores = `find / -xdev -maxdepth 2 \\( -name core -o -name 'core.*' \\) -type f -newer /root/before; find /var/lib/systemd/coredump -type f 2>/dev/null || true`;
      await shIn(os, 'touch /root/before; sleep 0.1');
      await shIn(
        os,
        `busctl call ${ADDRESS} Echo 'sa{sv}' password=${MARK} 0 >/dev/null; pkill -ABRT -f '[l]lm-os/helper.cjs'; sleep 1`,
      );
      expect(await shIn(os, cores)).toBe('');
      expect(await crashWorker()).toMatch(/Max core file size +1 +1/);
      expect(await shIn(os, cores)).toBe('');
      // a crash beside it without the limit, to see that one would have been seen
      await shIn(os, 'cd /; ulimit -c unlimited; sleep 100 & kill -ABRT $!; wait || true');
      const pattern = await shIn(os, 'cat /proc/sys/kernel/core_pattern');
      if (!pattern.startsWith('|')) expect(await shIn(os, cores)).not.toBe('');
      await shIn(os, 'rm -f /core /core.* /root/before');
    },
  );

  // the worker is stopped as soon as it is there, so that it dies in the middle of its work
  const crashWorker = () =>
    shIn(
      os,
      `systemctl reset-failed llmos-operator 2>/dev/null || true; printf old >/etc/llmos-secrets/held
busctl --timeout=30 call ${ADDRESS} WriteFile 'ssa{sv}' /etc/llmos-secrets/held new 0 >/dev/null 2>&1 & i=0
pid=; while [ -z "$pid" ] && [ $i -lt 3000 ]; do pid=$(pgrep -f '[l]lm-os/worker.mjs' | head -1 || true); i=$((i+1)); done
kill -STOP $pid; cat /proc/$pid/limits
kill -ABRT $pid; kill -CONT $pid; wait || true`,
    );
});
