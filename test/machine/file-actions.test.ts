import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execIn, shIn, up, type System } from './driver.js';
import { ask, askWithPassword } from './operator.js';

const RULES = '/etc/polkit-1/rules.d/10-test-file-actions.rules';
// the interpreter of debian's polkit knows no arrow functions
const RULE = `polkit.addRule(function (action, subject) {
  if (subject.user == "alice" && /^org.llmos.operator1.(undo-own-changes|(move|copy|delete|set|create)-own-[a-z]+-asked)$/.test(action.id)) return polkit.Result.YES;
});`;
const OWN = '/home/alice/hands';
const ROOTS = '/opt/hands';
const PLAN = '/tmp/llmos-file-actions.json';
const systems: readonly System[] = ['trixie', 'bookworm'];

describe.each(systems)('file actions on %s', os => {
  beforeAll(async () => {
    await up(os);
    await shIn(os, `cat >${RULES} <<'END'\n${RULE}\nEND\nchmod 644 ${RULES}; sleep 2`);
    await shIn(
      os,
      `rm -rf ${OWN} ${ROOTS} /home/alice/.local/share/Trash; install -d -o alice -g alice ${OWN}; mkdir ${ROOTS}`,
    );
  });
  afterAll(() => shIn(os, `rm -rf ${RULES} ${OWN} ${ROOTS} ${PLAN} /home/alice/.local/share/Trash; sleep 1`));

  const picture = async (place: string) =>
    await shIn(os, `find ${place} -printf '%p %y %m %U:%G %l\\n' | sort; find ${place} -type f | sort | xargs -r cat`);
  const apply = async (user: string | undefined, ...steps: object[]): Promise<string[]> => {
    await shIn(os, `printf '%s' '${JSON.stringify({ steps })}' >${PLAN}; chmod 644 ${PLAN}`);
    const ran = await execIn(os, ['llmsh', '--json', 'apply', '--yes', PLAN], user === undefined ? {} : { user });
    expect(ran.status, ran.stderr + ran.stdout).toBe(0);
    const { steps: done }: { steps: { record: string }[] } = JSON.parse(ran.stdout);
    return done.map(({ record }) => record);
  };
  const undo = async (user: string | undefined, records: readonly string[]) => {
    for (const record of records.toReversed())
      expect(await ask(os, user, ['Undo', 'sa{sv}', record, 0])).toMatchObject({ error: '' });
  };
  const steps = (place: string) => [
    { action: 'make_directory', path: `${place}/new/deep`, parents: true, mode: '0750' },
    { action: 'copy_file', path: `${place}/old`, to: `${place}/copy`, recursive: true },
    { action: 'move_file', path: `${place}/old/a`, to: `${place}/new` },
    { action: 'set_permissions', path: `${place}/b`, mode: 'go-rwx' },
    { action: 'create_link', target: 'new/a', path: `${place}/link` },
    { action: 'delete_files', path: `${place}/old`, recursive: true },
  ];
  const furnish = (place: string, owner: string) =>
    shIn(
      os,
      `rm -rf ${place}/*; mkdir -p ${place}/old/in; echo a >${place}/old/a; echo i >${place}/old/in/i; echo b >${place}/b; chmod 644 ${place}/b
       chown -R ${owner} ${place}`,
    );

  it("of one's own are made without a question, and taken back to what was there", async () => {
    await furnish(OWN, 'alice:alice');
    const before = await picture(OWN);
    const records = await apply('alice', ...steps(OWN));
    const after = await picture(OWN);
    expect(after).toContain(`${OWN}/new/a f 644 1000:1000`);
    expect(after).toContain(`${OWN}/new/deep d 750 1000:1000`);
    expect(after).toContain(`${OWN}/copy/in/i f 644 1000:1000`);
    expect(after).toContain(`${OWN}/link l 777 1000:1000 new/a`);
    expect(after).toContain(`${OWN}/b f 600`);
    expect(after).not.toContain(`${OWN}/old`);
    expect(await shIn(os, 'ls /home/alice/.local/share/Trash/files')).toBe('old\n');
    await undo('alice', records);
    expect(await picture(OWN)).toBe(before);
  });

  it("of root's are made as root, owners included, and taken back", async () => {
    await furnish(ROOTS, 'root:adm');
    const before = await picture(ROOTS);
    const [, , move, , , remove] = steps(ROOTS);
    const give = { action: 'set_permissions', path: `${ROOTS}/b`, mode: '600', owner: 'bob', group: 'bob' };
    const records = await apply(undefined, { ...move, to: `${ROOTS}/c` }, give, { ...remove });
    const after = await picture(ROOTS);
    expect(after).toContain(`${ROOTS}/b f 600 1001:1001`);
    expect(after).not.toContain(`${ROOTS}/old`);
    await undo(undefined, records);
    expect(await picture(ROOTS)).toBe(before);
  });

  it("by a person of root's files take an administrator, who is told what is done", async () => {
    await furnish(ROOTS, 'root:root');
    const call = ['MoveFile', 'ssa{sv}', `${ROOTS}/b`, `${ROOTS}/b.old`, 0] as const;
    const refused = await ask(os, 'alice', call);
    expect(refused.error).toMatch(/move-(code-)?file/);
    const asked = await askWithPassword(os, 'alice', 'alice-password', call);
    expect(asked.prompt).toContain(`move ${ROOTS}/b to ${ROOTS}/b.old`);
    expect(await shIn(os, `cat ${ROOTS}/b.old`)).toBe('b\n');
  });

  it("keep out of denied places, other people's files and whole parts of the system", async () => {
    await shIn(os, 'install -m 600 -o bob -g bob /dev/null /home/bob/letter');
    const calls = [
      ['CopyFile', 'ssa{sv}', '/etc/shadow', `${ROOTS}/shadow`, 0],
      ['DeleteFiles', 'sa{sv}', '/etc/pam.d', 1, 'recursive', 'b', 'true'],
      ['MoveFile', 'ssa{sv}', '/root', `${ROOTS}/root`, 0],
      ['SetPermissions', 'sa{sv}', '/usr', 2, 'mode', 's', '777', 'recursive', 'b', 'true'],
      ['CopyFile', 'ssa{sv}', '/home/bob/letter', `${ROOTS}/letter`, 0],
    ] as const;
    for (const call of calls) expect((await ask(os, undefined, call)).reply).toBe('');
    expect((await ask(os, 'alice', ['DeleteFiles', 'sa{sv}', '/home/bob/letter', 0])).reply).toBe('');
    expect(await shIn(os, `stat -c %U:%a /home/bob/letter; ls ${ROOTS}; stat -c %a /usr; ls -d /etc/pam.d /root`)).toBe(
      'bob:600\nb.old\nold\n755\n/etc/pam.d\n/root\n',
    );
    await shIn(os, 'rm /home/bob/letter');
  });

  it('deleted for good are gone, and record and trash hold nothing of them', async () => {
    await shIn(os, `rm -rf /home/alice/.local/share/Trash; echo 7f3a-content >${OWN}/gone; chown alice: ${OWN}/gone`);
    await apply('alice', { action: 'delete_files', path: `${OWN}/gone`, for_good: true });
    expect(await shIn(os, `ls -A ${OWN} /home/alice/.local/share | grep -c -e gone -e Trash || true`)).toBe('0\n');
    expect(await shIn(os, 'grep -rl 7f3a-content /var/lib/llm-os/operator || true')).toBe('');
  });
});
