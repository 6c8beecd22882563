import { beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, systemsOfAttacks, up } from './driver.js';
import { callOperator } from './operator-call.js';

const PLACES =
  '/ /usr /usr/bin /usr/lib /usr/lib64 /usr/lib/systemd/system /usr/lib/llm-os /usr/local/bin ' +
  '/etc /etc/systemd/system /etc/polkit-1/rules.d /run /run/systemd/system /run/lock /sys /var/cache';
const PROGRAMS = ['/usr/lib/llm-os/helper.cjs', '/usr/lib/llm-os/worker.mjs', '/usr/lib/systemd/systemd'];
const OWN = ['/tmp', '/var/tmp', '/dev/shm', '/run/llmos-operator', '/var/lib/llm-os/operator'];

// uid 0 in the helper's own mounts: what stops it is that they are read-only, never its permissions
const TRY = `
import ctypes, errno, os, sys
helper, places, programs, own = int(sys.argv[1]), *(text.split(',') for text in sys.argv[2:])
ctypes.CDLL(None).setns(os.open('/proc/%d/ns/mnt' % helper, 0), 0)
def tried(path, flags):
    try:
        os.close(os.open(path, flags, 0o755))
        return ''
    except OSError as error: return errno.errorcode[error.errno]
for place in places:
    path = place.rstrip('/') + '/llmtest-written'
    if tried(path, os.O_CREAT | os.O_WRONLY) != 'EROFS':
        print('written in', place)
        if os.path.exists(path): os.unlink(path)
for path in programs:
    if tried(path, os.O_WRONLY) not in ('EROFS', 'ETXTBSY'): print('written', path)
    if not os.statvfs(path).f_flag & os.ST_RDONLY: print('on a writable mount', path)
for place in own:
    path = place + '/llmtest-run'
    if tried(path, os.O_CREAT | os.O_WRONLY) == '' and os.access(path, os.X_OK): print('run from', place)
    if os.path.exists(path): os.unlink(path)
print('end')
`;

describe.each(systemsOfAttacks)('the files of the machine, from inside the helper, on %s', os => {
  beforeAll(() => up(os));

  attack(
    'write a program, a unit or a rule, or run what was written',
    {
      without: 'with ExecPaths= alone /usr/lib and node were writable, and so was all of /run',
      tries: PLACES.split(' ').length + 2 * PROGRAMS.length + OWN.length,
    },
    async () => {
      const hello = { os, user: 'root', method: 'Echo', signature: 'sa{sv}', args: ['hi', '0'] };
      expect(await callOperator(hello)).toMatchObject({ status: 0 });
      const pid = (await shIn(os, 'systemctl show -P MainPID llmos-operator.service')).trim();
      const lists = [PLACES.split(' '), PROGRAMS, OWN].map(paths => paths.join());
      const ran = await execIn(os, ['python3', '-', pid, ...lists], { input: TRY });
      expect(ran).toEqual({ status: 0, stdout: 'end\n', stderr: '' });
    },
  );
});
