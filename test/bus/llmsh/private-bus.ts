import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PrivateBus {
  readonly address: string;
  stop(): void;
}

/** a dbus-daemon of the test's own, on which anybody may own and call anything */
export async function startPrivateBus(): Promise<PrivateBus> {
  const directory = mkdtempSync(join(tmpdir(), 'llmsh-bus-'));
  const config = join(directory, 'bus.conf');
  writeFileSync(
    config,
    `<busconfig><type>system</type><listen>unix:path=${directory}/bus</listen><auth>EXTERNAL</auth>
     <policy context="default"><allow own="*"/><allow send_destination="*"/><allow eavesdrop="false"/>
     <allow send_type="signal"/><allow receive_sender="*"/><allow user="*"/></policy></busconfig>`,
  );
  const daemon = spawn('dbus-daemon', [`--config-file=${config}`, '--nofork', '--print-address=1'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(daemon.stdout, 'data');
  return {
    address: `unix:path=${directory}/bus`,
    stop: () => {
      daemon.kill('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
