import { shIn, type System } from './driver.js';
import { ask } from './operator.js';

/** facts of the service that must not change during an attack */
export interface ServiceState {
  readonly pid: string;
  readonly restarts: string;
  readonly since: string;
}

/** the living service; wakes it where it sleeps */
export async function serviceState(os: System): Promise<ServiceState> {
  const { error } = await ask(os, 'alice', ['Echo', 'sa{sv}', 'there?', 0]);
  if (error !== '') throw new Error(`the operator does not answer: ${error}`);
  const show = 'systemctl show -P MainPID -P NRestarts llmos-operator; date +%s.%N';
  const [pid = '', restarts = '', since = ''] = (await shIn(os, show)).trim().split('\n');
  return { pid, restarts, since };
}

/** everything that went wrong with the service since then, in words; empty where nothing did */
export async function whatWentWrong(os: System, before: ServiceState): Promise<string> {
  const now = await serviceState(os);
  const wrong: string[] = [];
  if (now.pid !== before.pid) wrong.push(`it was process ${before.pid} and is ${now.pid}`);
  if (now.restarts !== before.restarts) wrong.push(`restarts: ${now.restarts}`);
  const journal = `journalctl --no-pager -o cat --since @${before.since} -u llmos-operator`;
  const bad = 'internal error|cannot go on|dumped|code=(killed|dumped|exited)|Main process exited|out of memory';
  wrong.push(...(await shIn(os, `${journal} | grep -E '${bad}' || true`)).split('\n').filter(line => line !== ''));
  return wrong.join('\n');
}

/** megabytes that the service takes */
export async function memoryOf(os: System, { pid }: ServiceState): Promise<number> {
  const kilobytes = await shIn(os, `awk '/^VmRSS/ { print $2 }' /proc/${pid}/status`);
  return Number(kilobytes) / 1024;
}

// targets of an attacker: files, accounts, packages, units, and the record of authorizations
const WORLD = `
  find /etc /usr /boot /opt /srv /root /home /var/lib/dpkg /var/spool -xdev -printf '%p %y %s %T@ %m %u %g %l\\n' 2>/dev/null | sort
  systemctl list-unit-files --no-legend --no-pager --plain
  systemctl list-units --all --type=service,socket,timer,path --no-legend --no-pager --plain |
    awk '$1 !~ /^(llmos-op|machine-exec|user@|user-runtime|session-|run-|systemd-)/ { print $1, $3, $4 }'
  grep -c '"kind":"authorized"' /var/lib/llm-os/operator/chain.jsonl || true`;

/** lines that say how the machine is; the same while nobody was authorized to change it */
export async function worldState(os: System): Promise<readonly string[]> {
  return (await shIn(os, WORLD)).split('\n');
}
