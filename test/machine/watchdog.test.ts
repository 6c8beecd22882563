import { afterAll, beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { shIn, up, type System } from './driver.js';
import { serviceState } from './service-state.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const ECHO = `busctl --timeout=2 call org.llmos.Operator1 /org/llmos/Operator1 org.llmos.Operator1 Echo 'sa{sv}' back 0`;
const NAMED = `busctl call org.freedesktop.DBus / org.freedesktop.DBus NameHasOwner s org.llmos.Operator1 | grep -q true`;
const SNAPSHOT = '/usr/lib/systemd/system/llmos-operator.service.d/20-snapshot.conf';

describe.each(systems)('a service that is in trouble, %s', os => {
  beforeAll(() => up(os));
  afterAll(() => shIn(os, 'systemctl reset-failed; systemctl stop llmos-operator'));

  attack(
    'an event loop that stands still stays so for everybody',
    { without: 'without the watchdog twenty calls in 80 seconds were not answered', tries: 1 },
    async () => {
      const { pid } = await serviceState(os);
      await shIn(os, `kill -STOP ${pid}; for n in $(seq 20); do sleep 2; ${ECHO} && exit; done; exit 1`);
      expect((await serviceState(os)).pid).not.toBe(pid);
    },
  );

  attack(
    'a service that is ended again and again is not started any more, and loses its snapshot',
    { without: 'with the default limit on starts six ends in a few seconds left it failed for everybody', tries: 8 },
    async ({ tries }) => {
      await shIn(os, `test -e ${SNAPSHOT}`);
      // a limit counts starts within ten seconds: on a slow machine they do not come so fast
      expect(await shIn(os, 'systemctl show -P StartLimitIntervalUSec llmos-operator')).toBe('0\n');
      // only once it has its name: an end before that is a start that failed
      const named = `for n in $(seq 100); do sleep 0.05; ${NAMED} && break; done`;
      const end = `systemctl kill --kill-whom=main -s KILL llmos-operator; ${named}`;
      await shIn(os, `${ECHO}; for end in $(seq ${tries}); do ${end}; done`);
      await shIn(os, `for n in $(seq 20); do ${ECHO} && exit; sleep 1; done; exit 1`);
      await shIn(os, `test -e ${SNAPSHOT}`);
    },
  );
});
