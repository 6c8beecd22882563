import { writeSync } from 'node:fs';
import { inheritedDescriptor } from '../journal/journal.js';

const ALIVE = Buffer.from('WATCHDOG=1');

/** tells systemd from the event loop that it still turns: a loop that stands still is killed, and a new one started */
export function startWatchdog(environment: NodeJS.ProcessEnv, pid: number): void {
  const microseconds = Number(environment['WATCHDOG_USEC']);
  const fd = inheritedDescriptor(environment, pid, 'notify');
  if (fd === undefined || !(microseconds > 0)) return;
  const tell = () => {
    try {
      writeSync(fd, ALIVE);
    } catch {
      // systemd is restarting itself, or slow: the next one comes in time
    }
  };
  tell();
  setInterval(tell, microseconds / 4000).unref();
}
