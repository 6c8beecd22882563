import { connectOperator } from '../../operator-client/client.js';
import { toCallError } from '../../operator-client/errors.js';
import type { ClientBus } from '../../operator-client/bus.js';
import type { Check } from './doctor-command.js';
import type { Shell } from '../session/shell-session.js';

const POLKIT = 'org.freedesktop.PolicyKit1';

/** the way from here to the helper and to polkit */
export async function* busChecks({ host, catalog }: Shell): AsyncGenerator<Check> {
  let bus: ClientBus;
  try {
    bus = await host.connectBus();
  } catch (error) {
    const cure = 'start it: systemctl start dbus.socket (in a container, boot it with systemd)';
    yield { name: 'system bus', state: 'broken', detail: describe(error), cure };
    return;
  }
  try {
    yield { name: 'system bus', state: 'ok', detail: 'answers' };
    yield await checkPolkit(bus);
    const operator = await connectOperator(bus, catalog);
    const version = await attempt(() => operator.version());
    const helperCure = 'install llm-os again, then see: systemctl status llmos-operator, journalctl -u llmos-operator';
    yield version.ok
      ? { name: 'operator', state: 'ok', detail: `version ${version.value}` }
      : { name: 'operator', state: 'broken', detail: version.reason, cure: helperCure };
    if (!version.ok) return;
    const trial = await attempt(() => operator.preview('echo', { text: 'doctor' }));
    yield trial.ok && trial.value['authorization'] === 'yes'
      ? { name: 'authorization', state: 'ok', detail: 'polkit knows the actions of llm-os' }
      : {
          name: 'authorization',
          state: 'broken',
          detail: trial.ok ? `polkit answers ${trial.value['authorization'] ?? 'nothing'} to an echo` : trial.reason,
          cure: "see that /usr/share/polkit-1/actions has llm-os's policy, and what the rules in /etc/polkit-1/rules.d say",
        };
  } finally {
    bus.close();
  }
}

async function checkPolkit(bus: ClientBus): Promise<Check> {
  const version = await attempt(() =>
    bus.call({
      destination: POLKIT,
      path: `/${POLKIT.replaceAll('.', '/')}/Authority`,
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      signature: 'ss',
      body: [`${POLKIT}.Authority`, 'BackendVersion'],
    }),
  );
  if (version.ok) return { name: 'polkit', state: 'ok', detail: 'answers' };
  const cure = 'install polkitd, then: systemctl start polkit; without it everything that needs a yes is refused';
  return { name: 'polkit', state: 'broken', detail: version.reason, cure };
}

type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, reason: toCallError(error).message };
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
