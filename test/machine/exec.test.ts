import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, up, type System } from './driver.js';
import { SAME, compareAll, type Answer, type Pair } from './exec-same.js';
import { callOperator, execOperator } from './operator-call.js';

const systems: readonly System[] = ['trixie', 'bookworm'];

const RULES = '/etc/polkit-1/rules.d/10-test-exec.rules';
const RULE = `polkit.addRule(function (action, subject) {
  if (subject.user != 'alice') return undefined;
  if (action.id == 'org.llmos.operator1.exec-as-caller') return 'yes';
  return action.id == 'org.llmos.operator1.exec-as-root' && action.lookup('program') == '/usr/bin/journalctl' ? 'yes' : undefined;
});`;

async function listed(os: System): Promise<string[]> {
  const text = await shIn(os, 'cat /usr/lib/llm-os/operator.toml');
  const section = text.slice(text.indexOf('\n[programs]'), text.indexOf('\n[root_programs'));
  return Array.from(section.matchAll(/^([a-z0-9_-]+) = \{/gm), match => match[1] ?? '');
}

describe.each(systems)('exec on %s', os => {
  let pairs: ReadonlyMap<string, Pair>;

  beforeAll(async () => {
    await up(os);
    await shIn(
      os,
      `rm -rf /home/alice/seen /tmp/seen; mkdir /home/alice/seen /tmp/seen; cd /home/alice/seen
       printf 'one\\ntwo\\n' >a.txt; printf 'one\\n2\\n' >b.txt; ln -s a.txt link; touch /tmp/seen/a
       chown -Rh alice: /home/alice/seen; chmod 700 /home/alice/seen
       cat >${RULES} <<'END'
${RULE}
END`,
    );
    pairs = await compareAll(os);
  });
  // a rule of these tests must not answer for those after them
  afterAll(() => shIn(os, `rm -rf ${RULES} /home/alice/seen /tmp/seen; sleep 1`));

  it('has a comparison for every program that the shipped list names', async () => {
    const compared = new Set(SAME.map(([command]) => command.split(' ')[0]));
    expect((await listed(os)).filter(name => !compared.has(name))).toEqual(['pwd']);
  });

  it.each(SAME.map(([command, keep]) => ({ command, keep })))(
    'answers in its cage what it answers outside: $command',
    ({ command, keep }) => {
      const pair = pairs.get(command);
      const cut = (text = ''): string => (keep ? (text.match(keep) ?? []).join('\n') : text);
      const shown = (answer?: Answer) => ({ ...answer, stdout: cut(answer?.stdout) });
      expect(shown(pair?.inside)).toEqual(shown(pair?.outside));
      expect(pair?.outside.stdout === '' || cut(pair?.inside.stdout) !== '').toBe(true);
    },
  );

  attack(
    'a variable, a percent sign or a quote makes the program run with other arguments than were shown',
    { without: 'without no-env-expand $HOME was empty and -ex${x}ec arrived as -exec', tries: 12 },
    async () => {
      const words = ['${HOME}', '$HOME', '$$', '%n', '%%', '-ex${x}ec', '', 'a  b', "it's", '\\n', 'é😀', '\t'];
      const { stdout } = await execOperator(os, 'alice', ['printf', '[%s]', ...words]);
      expect(stdout).toBe(words.map(word => `[${word}]`).join(''));
    },
  );

  it('starts in the directory that was named, and reads input', async () => {
    const options = ['1', 'cwd', 's', '/home/alice/seen'];
    expect(await execOperator(os, 'alice', ['pwd'], options)).toMatchObject({ stdout: '/home/alice/seen\n' });
    expect(await execOperator(os, 'alice', ['wc', '-c'], ['1', 'stdin', 's', 'four'])).toMatchObject({ stdout: '4\n' });
  });

  it('reports status, signal and deadline truthfully', async () => {
    expect(await execOperator(os, 'alice', ['ls', '/nonexistent'])).toMatchObject({ status: 2 });
    const options = ['2', 'tier', 's', 'caller', 'timeout_s', 'u', '1'];
    await expect(execOperator(os, 'alice', ['sleep', '60'], options)).rejects.toThrow(/stopped after 1 seconds/);
    const args = ['3', 'sh', '-c', 'kill -KILL $$', '1', 'tier', 's', 'caller'];
    const killed = await callOperator({ os, user: 'alice', method: 'Exec', signature: 'asa{sv}', args });
    expect(JSON.stringify(killed.data)).toContain('"signal":{"type":"s","data":"KILL"}');
    await expect(execOperator(os, 'alice', ['nonexistent'], ['1', 'tier', 's', 'caller'])).rejects.toThrow(
      /no program/,
    );
    const nowhere = ['2', 'tier', 's', 'caller', 'cwd', 's', '/nonexistent'];
    await expect(execOperator(os, 'alice', ['ls'], nowhere)).rejects.toThrow(/directory/);
  });

  it('runs as the caller what is not listed, with the home to write and no network', async () => {
    const script = 'id -un; echo x >/home/alice/seen/made; python3 -c "import socket; socket.socket()"';
    const { stdout, stderr } = await execOperator(os, 'alice', ['bash', '-c', script], ['1', 'tier', 's', 'caller']);
    expect(stdout).toBe('alice\n');
    expect(stderr).toMatch(/Address family not supported/);
    expect(await shIn(os, 'stat -c %U /home/alice/seen/made')).toBe('alice\n');
  });

  it('runs as root only what is listed, with arguments that are listed', async () => {
    const root = ['1', 'user', 's', 'root'];
    expect(await execOperator(os, 'alice', ['journalctl', '--no-pager', '--lines=1'], root)).toMatchObject({
      status: 0,
    });
    await expect(execOperator(os, 'alice', ['journalctl', '--no-pager', '--file=/etc/shadow'], root)).rejects.toThrow(
      /not allowed as root/,
    );
    await expect(execOperator(os, 'alice', ['sh', '-c', 'id'], root)).rejects.toThrow(/root_programs/);
  });

  attack(
    'a program outlives the caller who vanished, with children in sessions of their own',
    { without: 'with the leaving of a caller not told its program ran on' },
    async () => {
      const call =
        'busctl --system --timeout=60 call -- org.llmos.Operator1 /org/llmos/Operator1 org.llmos.Operator1 Exec asa{sv}';
      const seen = "for i in $(seq 120); do [ $(pgrep -fc 'sleep 4242$') -lt 2 ] || break; sleep 0.5; done";
      const script = `${call} 3 sh -c 'setsid sleep 4242 & sleep 4242' 1 tier s caller & ${seen}; pgrep -fc 'sleep 4242$'; kill -KILL $!; wait`;
      const ran = await execIn(os, ['sh', '-c', script], { user: 'alice' });
      expect(Number(ran.stdout)).toBeGreaterThanOrEqual(2);
      await shIn(
        os,
        'for i in 1 2 3 4 5 6 7 8; do pgrep -f "sleep 4242$" >/dev/null || exit 0; sleep 0.5; done; exit 1',
      );
    },
  );

  it('does nothing where nobody authorized it', async () => {
    await expect(execOperator(os, 'bob', ['touch', '/home/bob/x'], ['1', 'tier', 's', 'caller'])).rejects.toThrow(
      /authentication/,
    );
    await expect(execOperator(os, 'bob', ['sync'], ['1', 'user', 's', 'root'])).rejects.toThrow(/authentication/);
    await expect(execOperator(os, 'bob', ['touch', '/home/bob/x'])).rejects.toThrow(/tier caller/);
    expect(await shIn(os, 'ls -A /home/bob; ls /run/systemd/transient | grep -c llmos-op-exec || true')).not.toMatch(
      /^x$/m,
    );
  });
});
