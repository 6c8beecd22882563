import { beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { execIn, shIn, up, type System } from './driver.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const FORGED = 'f'.repeat(64);
const ENTRY = `import socket
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
for unit in ('llmos-operator.service', ''):
    s.sendto(f'MESSAGE=forged\\nLLMOS_CHAIN=1\\nLLMOS_HASH=${FORGED}\\n_SYSTEMD_UNIT={unit}\\nUNIT={unit}\\nOBJECT_SYSTEMD_UNIT={unit}\\n'.encode(), '/run/systemd/journal/socket')`;

describe.each(systems)('the record beside the journal, %s', os => {
  beforeAll(() => up(os));

  const verify = async () => (await execIn(os, ['llmsh', 'audit', 'verify'])).stdout.split('\n')[0];

  attack(
    'is called broken by no line that somebody else wrote to the journal',
    { without: 'lines of any unit believed: the forged one was missed in the chain', tries: 2 },
    async () => {
      expect(await verify()).toBe('intact');
      await execIn(os, ['python3', '-c', ENTRY], { user: 'bob' });
      await shIn(os, 'journalctl --sync');
      expect(await shIn(os, `journalctl -q -o cat LLMOS_HASH=${FORGED}`)).toContain('forged');
      expect(await verify()).toBe('intact');
    },
  );
});
