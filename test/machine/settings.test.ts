import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { shIn, type System, up } from './driver.js';
import { ask, askWithPassword } from './operator.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const NTP = '/usr/lib/systemd/ntp-units.d/00-llmtest.list';
const RULES = '/etc/polkit-1/rules.d/10-llmtest-settings.rules';

describe.each(systems)('settings of the machine, %s', os => {
  let hosts = '';
  beforeAll(async () => {
    await up(os);
    hosts = await shIn(os, 'cat /etc/hosts');
    // a service that claims to keep the clock: timedated takes what its list names
    await shIn(
      os,
      `mkdir -p ${NTP.replace(/\/[^/]*$/, '')}; echo llmtest-clock.service >${NTP}
printf '[Service]\\nExecStart=sleep infinity\\n[Install]\\nWantedBy=multi-user.target\\n' >/etc/systemd/system/llmtest-clock.service
systemctl daemon-reload; systemctl restart systemd-timedated`,
    );
  });
  afterAll(() =>
    shIn(
      os,
      `systemctl disable --now llmtest-clock.service; rm -f ${NTP} ${RULES} /etc/systemd/system/llmtest-clock.service
systemctl daemon-reload; systemctl restart systemd-timedated; timedatectl set-timezone Etc/UTC`,
    ),
  );

  const recordOf = (reply: string) => /"record" s "([^"]+)"/.exec(reply)?.[1] ?? '';
  const undo = async (reply: string) =>
    expect(await ask(os, undefined, ['Undo', 'sa{sv}', recordOf(reply), 0])).toMatchObject({ error: '' });
  const change = async (method: string, signature: string, value: string) => {
    const asked = await askWithPassword(os, 'alice', 'alice-password', [method, signature, value, 0]);
    expect(asked.error).toBe('');
    return { prompt: asked.prompt.replaceAll(/\s+/g, ' '), reply: asked.reply };
  };

  it('sets the time zone after the password, and takes it back', async () => {
    const { prompt, reply } = await change('SetTimezone', 'sa{sv}', 'Europe/Vienna');
    expect(prompt).toContain('set the time zone of the machine from Etc/UTC to Europe/Vienna');
    expect(await shIn(os, 'date +%Z; readlink -f /etc/localtime')).toMatch(/^CES?T\n.*Europe\/Vienna\n$/);
    await undo(reply);
    expect(await shIn(os, 'timedatectl show --property=Timezone --value; date +%Z')).toBe('Etc/UTC\nUTC\n');
    expect((await ask(os, undefined, ['SetTimezone', 'sa{sv}', 'Germany/Berlin', 0])).error).toContain(
      'there is Europe/Berlin',
    );
  });

  it('names the machine, in /etc/hosts as well, and takes both back', async () => {
    const { prompt, reply } = await change('SetHostname', 'sa{sv}', 'llmtest-garage');
    expect(prompt).toContain('rename the machine from llm-os-machine to llmtest-garage. /etc/hosts too.');
    expect(await shIn(os, 'hostname; cat /etc/hostname; getent hosts llmtest-garage')).toMatch(
      /^llmtest-garage\nllmtest-garage\n.*llmtest-garage\n$/,
    );
    await undo(reply);
    expect(await shIn(os, 'hostname')).toBe('llm-os-machine\n');
    expect(await shIn(os, 'cat /etc/hosts')).toBe(hosts);
  });

  it('switches the synchronisation of the clock, and takes it back', async () => {
    const state = () =>
      shIn(os, 'timedatectl show --property=NTP --value; systemctl is-active llmtest-clock.service || true');
    const { prompt, reply } = await change('SetClockSync', 'ba{sv}', 'true');
    expect(prompt).toContain('set the synchronisation of the clock from off to on');
    expect(await state()).toBe('yes\nactive\n');
    await undo(reply);
    expect(await state()).toBe('no\ninactive\n');
    await shIn(os, `mv ${NTP} /tmp/llmtest-list; systemctl restart systemd-timedated`);
    const { error } = await ask(os, undefined, ['SetClockSync', 'ba{sv}', 'true', 0]);
    expect(error).toContain('no service on this machine can keep the clock');
    await shIn(os, `mv /tmp/llmtest-list ${NTP}; systemctl restart systemd-timedated`);
  });

  it('sets the language where debian keeps it, and takes it back', async () => {
    const read = () => shIn(os, 'cat /etc/locale.conf 2>/dev/null || cat /etc/default/locale');
    const before = await read();
    const { reply } = await change('SetLocale', 'sa{sv}', 'POSIX');
    expect(await read()).toContain('LANG=POSIX\n');
    expect(
      await shIn(
        os,
        'busctl get-property org.freedesktop.locale1 /org/freedesktop/locale1 org.freedesktop.locale1 Locale',
      ),
    ).toContain('POSIX');
    await undo(reply);
    expect(await read()).toBe(before);
    const { error } = await ask(os, undefined, ['SetLocale', 'sa{sv}', 'xx_XX.UTF-8', 0]);
    expect(error).toContain('this machine has no locale xx_XX.UTF-8');
  });

  it('says in a sentence that the service behind it is missing', async () => {
    await shIn(os, 'systemctl mask --runtime --now systemd-timedated.service');
    const { error } = await ask(os, undefined, ['SetTimezone', 'sa{sv}', 'Europe/Vienna', 0]);
    await shIn(os, 'systemctl unmask --runtime systemd-timedated.service');
    expect(error).toContain('this machine has no systemd-timedated that runs');
  });

  attack(
    'our root gets round a rule that forbids what timedated and hostnamed would be asked for',
    { without: 'with the check of the service behind it left out all four questions went on to a person' },
    async () => {
      await shIn(
        os,
        `cat >${RULES} <<'EOF'
polkit.addRule(function (action) {
  if (/^org.freedesktop.(timedate1.set-(timezone|ntp)|hostname1.set-static-hostname|locale1.set-locale)$/.test(action.id)) return polkit.Result.NO;
});
EOF
sleep 2`,
      );
      const calls = [
        ['SetTimezone', 'sa{sv}', 'Europe/Vienna', 0],
        ['SetHostname', 'sa{sv}', 'llmtest-other', 0],
        ['SetClockSync', 'ba{sv}', 'true', 0],
        ['SetLocale', 'sa{sv}', 'POSIX', 0],
      ] as const;
      const errors = [];
      for (const call of calls) errors.push((await ask(os, 'alice', call)).error);
      await shIn(os, `rm ${RULES}; sleep 1`);
      expect(errors.filter(error => !error.includes('is forbidden to this caller'))).toEqual([]);
      expect(await shIn(os, 'hostname; date +%Z')).toBe('llm-os-machine\nUTC\n');
    },
  );
});
