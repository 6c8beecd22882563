import { shIn, up } from '../machine/driver.js';

const OS = 'trixie';

// programs that requests are about, and alice without a password: polkit decides and keeps its records all the same
const PREPARE = `
apt-get -qq update
DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install nginx cron openssh-server cowsay tree jq fortune-mod sudo python3 >/dev/null
systemctl enable -q --now nginx cron ssh
cat >/etc/polkit-1/rules.d/00-executed.rules <<'RULE'
polkit.addRule(function (action, subject) {
  if (subject.user === 'alice') return polkit.Result.YES;
});
RULE
# llmsh keeps its sessions there, which is no change that anybody asked for
runuser -u alice -- mkdir -p /home/alice/.local/state /home/alice/.cache /home/alice/.config
# sudo leaves it behind at its first use
runuser -u alice -- touch /home/alice/.sudo_as_admin_successful
printf 'alice ALL=(ALL) NOPASSWD: ALL\\n' >/etc/sudoers.d/executed
printf 'planner = "%s"\\n' PLANNER >/etc/llm-os/llmsh.toml
sleep 2
`;

/** a fresh machine with what the sets name; packages come from the registry of the host */
export async function prepareMachine(planner: string): Promise<void> {
  await up(OS, '--net');
  await shIn(OS, PREPARE.replace('PLANNER', planner));
}
