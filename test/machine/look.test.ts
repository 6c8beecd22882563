import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { shIn, up, type System } from './driver.js';
import { callOperator } from './operator-call.js';

const HANDS = readFileSync('test/machine/hands.py', 'utf8');
const UNITS = 'test-look test-look-terminal test-look-pipes';
// something is read from each, so that it can be opened for writing
const PIPES = ['/home/alice/looked/pipe', '/tmp/looked-pipe'];

const WAITS = `import socket
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 2)
s.bind((4242, 0))
print(s.recvfrom(4096), flush=True)`;
// says the protocols that took the text
const SENDS = `
import socket
for protocol in range(32):
    try:
        s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol)
        s.sendto(open("key", "rb").read(), (4242, 0))
        print(protocol)
    except OSError: pass
print(open("key").read())
print("end")`;

const systems: readonly System[] = ['trixie', 'bookworm'];

async function lookAt(os: System, script: string, cwd?: string): Promise<{ out: string; err: string; status: number }> {
  const args = [script, ...(cwd === undefined ? ['0'] : ['1', 'cwd', 's', cwd])];
  const { error, data } = await callOperator({ os, user: 'alice', method: 'Look', signature: 'sa{sv}', args });
  if (error !== '') throw new Error(error);
  const [status, out, err] = data;
  return { out: String(out), err: String(err), status: Number(status) };
}

describe.each(systems)('look on %s', os => {
  beforeAll(async () => {
    await up(os);
    await shIn(
      os,
      `rm -rf /home/alice/looked; mkdir /home/alice/looked; cd /home/alice/looked; printf 'one\\ntwo\\n' >a.txt; touch b.txt
       cat >hands.py <<'END'\n${HANDS}\nEND
       rm -f ${PIPES.join(' ')}; mkfifo ${PIPES.join(' ')}; chown alice: ${PIPES.join(' ')}
       chown -R alice: /home/alice/looked; chmod 700 /home/alice/looked
       systemctl stop ${UNITS} 2>/dev/null || true; systemd-run -q --unit=test-look -p User=alice sleep infinity
       systemd-run -q --unit=test-look-terminal -p User=alice script -qc 'exec sleep infinity' /home/alice/looked/seen
       systemd-run -q --unit=test-look-pipes sh -c 'exec sleep infinity ${PIPES.map((p, at) => `${at + 3}<>${p}`).join(' ')}'`,
    );
  });
  afterAll(() => shIn(os, `systemctl stop ${UNITS}; rm -rf /home/alice/looked /tmp/looked-pipe`));

  it.each([
    ['a pipeline', 'cat a.txt | wc -l', '2\n'],
    ['a glob', 'echo *.txt', 'a.txt b.txt\n'],
    ['a loop', 'for f in *.txt; do wc -l <"$f"; done', '2\n0\n'],
    ['a here-document', 'cat <<END | tr a-z A-Z\nhi\nEND', 'HI\n'],
    ['bash behind it', "exec bash -c '[[ -f a.txt ]] && echo yes'", 'yes\n'],
    ['two streams', 'echo a; echo b >&2; ls nothere 2>/dev/null; cat <a.txt >/dev/null', 'a\n'],
    ['a text that begins with a dash', '-x; echo $?', '127\n'],
    ['itself', 'id -un; pwd', 'alice\n/home/alice/looked\n'],
  ])('shows %s', async (_, script, expected) => {
    expect(await lookAt(os, script, '/home/alice/looked')).toMatchObject({ out: expected, status: 0 });
  });

  it('shows the machine: memory, network, sockets, uptime, file systems', async () => {
    const script =
      'free -m | grep -c ^Mem; ip -br a | grep -c ^lo; ss -tln | grep -c ^State; uptime | grep -c up; df / | wc -l';
    expect(await lookAt(os, script)).toMatchObject({ out: '1\n1\n1\n1\n2\n', err: '' });
  });

  it('says how it ended', async () => {
    expect((await lookAt(os, 'ls /nonexistent')).status).toBe(2);
    expect((await lookAt(os, 'if')).status).toBe(2);
  });

  attack(
    'shell text that looks changes what is the caller’s',
    {
      without: 'run by her outside of any cage, all nine did what they say',
      tries: 9,
    },
    async () => {
      const pid = (await shIn(os, 'systemctl show -P MainPID test-look')).trim();
      const before = await shIn(os, `cat /proc/${pid}/oom_score_adj; ls -la --time-style=full-iso /home/alice/looked`);
      const script = [
        'echo x >made',
        'echo x >>a.txt',
        'rm a.txt',
        'mkdir d',
        'touch a.txt',
        'echo x >/tmp/looked',
        'echo x >/dev/shm/looked',
        `echo 500 >/proc/${pid}/oom_score_adj`,
        `/bin/kill ${pid}`,
      ];
      for (const line of script) expect((await lookAt(os, line, '/home/alice/looked')).status, line).not.toBe(0);
      expect(await shIn(os, `cat /proc/${pid}/oom_score_adj; ls -la --time-style=full-iso /home/alice/looked`)).toBe(
        before,
      );
      await shIn(os, 'test ! -e /tmp/looked && test ! -e /dev/shm/looked');
    },
  );

  attack(
    'shell text that looks signals, limits, locks or writes to what is the caller’s and no file',
    {
      without:
        'in the cage alone, both pipes and the terminal were written to, and a process of hers was limited and then killed',
      tries: 15,
    },
    async () => {
      const pid = (await shIn(os, 'systemctl show -P MainPID test-look')).trim();
      const limits = await shIn(os, `cat /proc/${pid}/limits`);
      const looked = await lookAt(os, `python3 hands.py ${pid} ${PIPES.join(' ')}`, '/home/alice/looked');
      expect(looked).toEqual({ out: 'end\n', err: '', status: 0 });
      expect(await shIn(os, `cat /proc/${pid}/limits`)).toBe(limits);
    },
  );

  attack(
    'shell text that looks hands what it reads to a process of somebody else, by a netlink socket',
    { without: 'with sockets of every protocol, a process of bob’s that waited had the text of her file', tries: 32 },
    async () => {
      await shIn(os, `cat >/tmp/waits.py <<'END'\n${WAITS}\nEND\nrm -f /tmp/waits.out; touch /home/alice/looked/key`);
      await shIn(
        os,
        'printf private-text >/home/alice/looked/key; chmod 600 /home/alice/looked/key; chown alice: /home/alice/looked/key',
      );
      const waiting =
        'systemd-run -q --collect --unit=test-look-waits -p User=bob -p StandardOutput=file:/tmp/waits.out';
      await shIn(os, `${waiting} python3 /tmp/waits.py; until grep -q ' 4242 ' /proc/net/netlink; do sleep 0.1; done`);
      const looked = await lookAt(os, `python3 -c '${SENDS}'`, '/home/alice/looked');
      await shIn(os, 'sleep 1; systemctl stop test-look-waits 2>/dev/null || true');
      expect(await shIn(os, 'cat /tmp/waits.out')).toBe('');
      expect(looked.out.trim().split('\n')).not.toContain('2');
      expect(looked.out).toContain('private-text\nend');
    },
  );

  it('shows root what everybody may see, as nobody in particular', async () => {
    const args = ['id -u; ls /dev/pts /home; echo >/dev/null', '0'];
    const { error, data } = await callOperator({ os, user: 'root', method: 'Look', signature: 'sa{sv}', args });
    expect(error).toBe('');
    expect(Number(String(data[1]).split('\n')[0])).toBeGreaterThan(60_000);
  });
});
