import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execIn, shIn, up, type Ran, type System } from './driver.js';

const RULES = '/etc/polkit-1/rules.d/10-test-rehearsal.rules';
// the interpreter of debian's polkit knows no arrow functions
const RULE = `polkit.addRule(function (action, subject) {
  if (subject.user == "alice" && action.id.indexOf("org.llmos.operator1.apply-own-changes") == 0) return polkit.Result.YES;
  if (subject.user == "alice" && action.id.indexOf("org.llmos.operator1.undo-own-changes") == 0) return polkit.Result.YES;
});`;
const TREE = '/opt/rehearsed';
const systems: readonly System[] = ['trixie', 'bookworm'];

const SET_ATTRIBUTE = `perl -e 'my ($p, $n, $v) = qw(/opt user.x y); print STDERR syscall(188, $p, $n, $v, 1, 0) ? "attribute: $!\\n" : "set\\n"'`;

interface Told {
  readonly exit_status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly applied: boolean;
  readonly record?: string;
  readonly changes: readonly { readonly path: string; readonly change: string }[];
}

describe.each(systems)('a rehearsal, %s', os => {
  beforeAll(async () => {
    await up(os);
    await shIn(os, `cat >${RULES} <<'END'\n${RULE}\nEND\nchmod 644 ${RULES}; sleep 2`);
  });
  afterAll(() => shIn(os, `rm -rf ${RULES} ${TREE} /home/alice/rehearsed /home/bob/letter; sleep 1`));

  const llmsh = (script: string, options: readonly string[] = [], user?: string): Promise<Ran> =>
    execIn(
      os,
      ['llmsh', 'rehearse', '--json', ...options, '--', 'sh', '-c', script],
      user === undefined ? {} : { user },
    );
  const told = async (script: string, options: readonly string[] = [], user?: string): Promise<Told> => {
    const ran = await llmsh(script, options, user);
    expect(ran.status, ran.stderr).toBe(0);
    return JSON.parse(ran.stdout);
  };
  const rows = ({ changes }: Told) => changes.map(({ path, change }) => `${change} ${path}`);

  it('is undone after it was applied, and the machine is as it was', async () => {
    const furnish = `rm -rf ${TREE}; mkdir -p ${TREE}/old; echo a >${TREE}/old/a; echo b >${TREE}/b; chmod 640 ${TREE}/b`;
    await shIn(os, furnish);
    const picture = `find ${TREE} -printf '%p %y %m %U:%G %s %l\\n' | sort; cat ${TREE}/b`;
    const before = await shIn(os, picture);
    const script = `cd ${TREE}; rm -r old; sed -i s/b/c/ b; mkdir new; echo n >new/n; chown 1000:1000 new/n; ln -s n new/l`;
    const seen = await told(script);
    expect(rows(seen)).toEqual([
      `replaced ${TREE}/b`,
      `created ${TREE}/new`,
      `created ${TREE}/new/l`,
      `created ${TREE}/new/n`,
      `deleted ${TREE}/old`,
      `deleted ${TREE}/old/a`,
    ]);
    expect(await shIn(os, picture)).toBe(before);
    const applied = await told(script, ['--yes']);
    const after = await shIn(os, picture);
    await shIn(os, `${furnish}; sh -c '${script}'`);
    expect(after).toBe(await shIn(os, picture));
    await shIn(os, `${furnish}`);
    const again = await told(script, ['--yes']);
    expect(applied.applied).toBe(true);
    await shIn(os, `llmsh undo --yes ${again.record ?? ''}`);
    expect(await shIn(os, picture)).toBe(before);
  });

  it('of the five scripts of the table changes nothing outside', async () => {
    const state = 'cat /etc/passwd /etc/group; ls -ld /opt /usr/share/doc; ls /home /root /tmp /mnt; hostname';
    const before = await shIn(os, state);
    expect((await llmsh('useradd -m bobby')).stderr).toMatch(/useradd changes accounts, whose passwords no copy shows/);
    expect(rows(await told('cp /etc/issue /opt/i; sed -i s/D/E/ /opt/i; chmod 600 /opt/i'))).toEqual([
      'created /opt/i',
    ]);
    expect(rows(await told('rm -rf /usr/share/doc/apt; mv /etc/issue /tmp/B'))).toContain('deleted /etc/issue');
    const third = rows(await told('tar czf /root/etc.tgz /etc/apt; chown -R alice /opt; rm -rf /usr/share/doc/tar'));
    expect(third).toEqual(
      expect.arrayContaining(['created /root/etc.tgz', 'owner /opt', 'deleted /usr/share/doc/tar']),
    );
    expect(await shIn(os, state)).toBe(before);
  });

  it.each([
    ['kill of a daemon', 'kill -9 $(cat /run/daemon.pid 2>/dev/null || echo 300)', /No such process/],
    ['a device', 'mknod /opt/d c 1 3', /not permitted/],
    ['a write to the kernel', 'echo x >/proc/sys/kernel/core_pattern', /Read-only/],
    ['a user namespace', 'unshare -U true', /unshare failed/],
    ['a socket', 'perl -MSocket -e "socket(S,1,1,0) or die \\"no: \\$!\\""', /no: Address family not supported/],
    ['the network', 'perl -MSocket -e "socket(S,2,1,0) or die \\"no: \\$!\\""', /no: Address family not supported/],
    ['a denied file', 'mv /etc/issue /etc/shadow; cat /etc/shadow', /busy/],
  ])('%s is refused inside, as root', async (_, script, expected) => {
    const { stderr, stdout, changes } = await told(script);
    expect(stderr).toMatch(expected);
    expect(stdout).toBe('');
    expect(changes).toEqual([]);
  });

  it.each(['mount -t tmpfs x /mnt', 'systemctl stop ssh', 'busctl list', 'p=systemctl; $p stop ssh'])(
    '%s is refused by name',
    async script => {
      const ran = await llmsh(script);
      expect(ran.status).not.toBe(0);
      expect(ran.stderr).toMatch(/(mount|systemctl|busctl) acts on the running system/);
    },
  );

  it.each([
    ['a write to a denied file', 'echo x >/etc/shadow || true', /it changes \/etc\/shadow, a place that no copy shows/],
    ['an attribute', `touch /opt/innocent; ${SET_ATTRIBUTE}`, /\/opt has an attribute \(user\.x\)/],
  ])('%s is refused whole, as root', async (_, script, expected) => {
    const ran = await llmsh(script, ['--yes']);
    expect(ran.status).not.toBe(0);
    expect(ran.stderr).toMatch(expected);
    expect(await shIn(os, 'ls /opt')).not.toContain('innocent');
  });

  it('as a person does what the person may, without a question, and no more', async () => {
    const letter = 'install -m 600 -o bob -g bob /dev/null /home/bob/letter; echo private >/home/bob/letter';
    await shIn(os, `rm -rf /home/alice/rehearsed; install -d -o alice -g alice /home/alice/rehearsed; ${letter}`);
    const script =
      'id -u; echo x >/home/alice/rehearsed/x; echo y >/etc/y; cat /home/bob/letter /etc/shadow; sudo -n id';
    const seen = await told(script, [], 'alice');
    expect(rows(seen)).toEqual(['created /home/alice/rehearsed/x']);
    expect(seen.stdout).toBe('1000\n');
    expect(seen.stderr).toMatch(/Permission denied[\s\S]*sudo/);
    const applied = await told('echo x >/home/alice/rehearsed/x', ['--yes'], 'alice');
    expect(await shIn(os, 'stat -c "%U:%G" /home/alice/rehearsed/x')).toBe('alice:alice\n');
    const undone = await execIn(os, ['llmsh', 'undo', '--yes', applied.record ?? ''], { user: 'alice' });
    expect(undone.status, undone.stderr).toBe(0);
    expect(await shIn(os, 'ls /home/alice/rehearsed')).toBe('');
  });

  it('that would lose an attribute or a set-user-id file is refused whole', async () => {
    const set = `perl -e 'my ($p, $n, $v) = qw(${TREE}/m user.x y); exit(syscall(188, $p, $n, $v, 1, 0) != 0)'`;
    await shIn(os, `mkdir -p ${TREE}; : >${TREE}/m; ${set}; : >${TREE}/s; chmod 4755 ${TREE}/s`);
    const lost = [`rm ${TREE}/m`, `mv ${TREE}/m /opt/m`, `rm ${TREE}/s`, `rm -r ${TREE}`];
    for (const script of lost) {
      const ran = await llmsh(`touch /opt/innocent; ${script}`, ['--yes']);
      expect(ran.status, ran.stdout).not.toBe(0);
      expect(ran.stderr).toMatch(/attribute \(user\.x\)|runs as somebody else/);
    }
    expect(await shIn(os, `ls /opt; ls ${TREE}`)).not.toMatch(/innocent/);
    expect(await shIn(os, `ls ${TREE}`)).toMatch(/^m$[\s\S]*^s$/m);
  });

  it('is not applied where its change set was altered, or the file changed, meanwhile', async () => {
    await shIn(os, `mkdir -p ${TREE}; echo one >${TREE}/f`);
    const call = 'busctl --system --json=short call org.llmos.Operator1 /org/llmos/Operator1 org.llmos.Operator1';
    const rehearse = `${call} Rehearse 'sa{sv}' 'echo two >${TREE}/f' 0`;
    const apply = `${call} ApplyChanges 'ssa{sv}'`;
    const ids = `node -e 'const [id, d] = JSON.parse(require("fs").readFileSync(0)).data; console.log(id, d.digest.data)'`;
    const run = (between: string) =>
      execIn(os, [
        'sh',
        '-c',
        `set -- $(${rehearse} | PATH=/usr/lib/llm-os:$PATH ${ids}); ${between}; ${apply} $1 $2 0`,
      ]);
    const altered = await run(`sed -i s,${TREE}/f,${TREE}/g, /var/lib/llm-os/operator/rehearsals/$1/manifest.json`);
    expect(altered.stderr).toMatch(/not those that were shown/);
    const swapped = await run('for f in /var/lib/llm-os/operator/rehearsals/$1/content/*; do echo evil >$f; done');
    expect(swapped.stderr).toMatch(/content is not the one/);
    const changed = await run(`echo three >${TREE}/f`);
    expect(changed.stderr).toMatch(/no longer as it was/);
    expect(await shIn(os, `cat ${TREE}/f; ls ${TREE}`)).toMatch(/^three\n[^g]*$/);
  });
});
