import { afterAll, beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { shIn, systemsOfAttacks, up } from './driver.js';
import { ask } from './operator.js';

const OWN = [
  '/usr/lib/llm-os/snapshot.blob',
  '/usr/lib/systemd/system/llmos-operator.service.d/20-snapshot.conf',
  '/var/cache/llmos-operator/snapshot.env',
  '/run/llmos-operator/probes/x',
];
const PLACE = '/srv/llmtest-undo';

describe.each(systemsOfAttacks)('files of root, on %s', os => {
  const write = (user: string | undefined, path: string, content: string) =>
    ask(os, user, ['WriteFile', 'ssa{sv}', path, content, 0]);
  const recordOf = (reply: string) => /"record" s "([^"]+)"/.exec(reply)?.[1] ?? 'none';

  beforeAll(() => up(os));
  afterAll(() => shIn(os, `rm -rf ${PLACE} /etc/llmtest-important /home/alice/.ssh /home/alice/.gnupg`));

  attack(
    "the operator's start is written like any other file",
    { without: 'a file of variables in /var/cache: NODE_OPTIONS in it ran code in the operator, as root', tries: 5 },
    async () => {
      for (const user of ['alice', undefined])
        for (const path of OWN) expect((await write(user, path, 'x')).error).toContain('among the denied paths');
      expect((await shIn(os, 'systemctl show -P EnvironmentFiles llmos-operator')).trim()).toBe('');
    },
  );

  attack(
    "root's undo follows a link that a person put in the place of what was there",
    { without: 'saved paths resolved again: the file behind the link was overwritten, and another deleted', tries: 2 },
    async () => {
      await shIn(os, `rm -rf ${PLACE}; mkdir ${PLACE}; echo old >${PLACE}/f; echo precious >/etc/llmtest-important`);
      const changed = recordOf((await write(undefined, `${PLACE}/f`, 'new')).reply);
      const made = recordOf((await write(undefined, `${PLACE}/made`, 'made')).reply);
      const link = 'rm -f f made; ln -s /etc/llmtest-important f; ln -s /etc/llmtest-important made';
      await shIn(os, `chown alice ${PLACE}; su alice -s /bin/sh -c 'cd ${PLACE}; ${link}'`);
      for (const record of [changed, made]) {
        const { error } = await ask(os, undefined, ['Undo', 'sa{sv}', record, 1, 'force', 'b', 'true']);
        expect(error).toMatch(/symbolic link|not root's alone/);
      }
      expect(await shIn(os, 'cat /etc/llmtest-important')).toBe('precious\n');
    },
  );

  attack(
    'what is denied is read by a program instead, confined or as oneself',
    {
      without: 'the denied places in sight of the cages, their proof left out too: `cat` answered with the key at once',
      tries: 6,
    },
    async () => {
      await shIn(
        os,
        `su alice -s /bin/sh -c 'mkdir -p ~/.ssh ~/.gnupg; echo a-key | tee ~/.ssh/id_sec ~/.gnupg/key; echo in-sight >~/seen'`,
      );
      const cat = (path: string) => ask(os, 'alice', ['Exec', 'asa{sv}', 2, 'cat', path, 0]);
      const secrets = ['/home/alice/.ssh/id_sec', '/home/alice/.gnupg/key', '/etc/pam.d/common-auth', '/boot/.'];
      for (const path of [
        ...secrets,
        '/usr/share/polkit-1/actions/org.llmos.operator1.policy',
        '/etc/llm-os/llmsh.toml',
      ]) {
        const { reply } = await cat(path);
        expect(reply, path).toMatch(/^issa\{sv\} 1 "" ".*(Permission denied|No such file|Is a directory)/);
      }
      expect((await cat('/home/alice/seen')).reply).toMatch(/^issa\{sv\} 0 "in-sight/);
    },
  );
});
