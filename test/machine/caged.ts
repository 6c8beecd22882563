import { readFileSync } from 'node:fs';
import { shIn, type System } from './driver.js';
import { execOperator, type Output } from './operator-call.js';

export const cages = ['files', 'system', 'home', 'look', 'caller'] as const;
export type Cage = (typeof cages)[number];
export type Interpreter = 'python' | 'sh';

// an emulated machine is ten times slower
const SLOW_S = '600';

/** each tries the ways out that it has, and says which were not refused */
export const ESCAPES: Readonly<Record<Interpreter, string>> = {
  python: readFileSync('test/machine/escapes.py', 'utf8'),
  sh: readFileSync('test/machine/escapes.sh', 'utf8'),
};

/** files that a successful escape would leave on the machine */
export const TRACES =
  '/etc/x /usr/x /var/x /run/x /boot/x /dev/x /dev/shm/x /var/lib/systemd/x /run/systemd/system/x.service';

const PATHS: Readonly<Record<Interpreter, string>> = { python: '/usr/bin/python3', sh: '/bin/sh' };
const LISTED = cages
  .filter(cage => cage !== 'caller')
  .flatMap(cage => [
    `python-${cage} = { path = "/usr/bin/python3", cage = "${cage}" }`,
    `sh-${cage} = { path = "/bin/sh", cage = "${cage}" }`,
  ])
  .join('\n');

const RULE = `polkit.addRule(function (action, subject) {
  return action.id == 'org.llmos.operator1.exec-as-caller' && subject.user == 'alice' ? 'yes' : undefined;
});`;

/** lists interpreters for each cage, which no administrator should, and starts a process of alice's to attack */
export async function openCages(os: System): Promise<void> {
  await shIn(
    os,
    `mkdir -p /etc/llm-os/operator.d
     printf '[programs]\\n%s\\n' '${LISTED}' >/etc/llm-os/operator.d/50-test-cages.toml
     cat >/etc/polkit-1/rules.d/10-test-cages.rules <<'END'\n${RULE}\nEND
     systemctl stop test-victim.service 2>/dev/null || true
     systemd-run -q --unit=test-victim -p User=alice sleep infinity`,
  );
}

export async function closeCages(os: System): Promise<void> {
  await shIn(
    os,
    `systemctl stop test-victim
     rm -f /etc/llm-os/operator.d/50-test-cages.toml /etc/polkit-1/rules.d/10-test-cages.rules
     rm -f /tmp/suid-* /tmp/own-* /var/tmp/link-* /tmp/node-* /home/alice/caged ${TRACES}
     ! mountpoint -q /mnt || umount /mnt`,
  );
}

export async function victimOf(os: System): Promise<string> {
  return (await shIn(os, 'systemctl show -P MainPID test-victim')).trim();
}

/** runs a script in a cage, as alice, by a real call */
export function runCaged(
  os: System,
  [cage, interpreter]: readonly [Cage, Interpreter],
  script: string,
  ...args: string[]
): Promise<Output> {
  const tier = cage === 'caller' ? ['tier', 's', 'caller'] : [];
  // a prompt shows all of argv, so what is long comes as input
  const options = ['stdin', 's', script, 'timeout_s', 'u', SLOW_S, ...tier];
  const name = cage === 'caller' ? PATHS[interpreter] : `${interpreter}-${cage}`;
  return execOperator(
    os,
    'alice',
    [name, interpreter === 'sh' ? '-s' : '-', ...args],
    [String(options.length / 3), ...options],
  );
}
