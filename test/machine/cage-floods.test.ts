import { afterAll, beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { cages, closeCages, openCages, runCaged, type Cage } from './caged.js';
import { shIn, systemsOfAttacks, up, type System } from './driver.js';
import { callOperator } from './operator-call.js';

// long enough for the others to begin
const LASTS_S = process.env['LLMOS_VM'] === '1' ? 40 : 1;
const BOMB = `
import os, time
n = 0
try:
    while True:
        if os.fork() == 0: time.sleep(${LASTS_S} + 2); os._exit(0)
        n += 1
except OSError: print(n, flush=True)
time.sleep(${LASTS_S})
os._exit(0)
`;
const SOMETHING_RUNS =
  "for i in $(seq 300); do systemctl list-units --no-legend 'llmos-op-*' | grep -q . && break; sleep 0.1; done";

const LEFT_BEHIND = `
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for fd in (0, 1, 2): os.close(fd)
        time.sleep(98765)
    os._exit(0)
print('gone')
`;

// how much could be written, in megabytes, until somebody said no
const FILL = `
import os
total = 0
for place in ['/tmp', '/var/tmp', '/dev/shm', '/run', '/home/alice', os.getcwd()]:
    try:
        with open(place + '/flood', 'wb') as file:
            for i in range(200): file.write(bytes(1 << 20)); file.flush(); total += 1
    except OSError: pass
    if PLACES: break
print(total)
`;

/** somebody else asks the operator for something while the work goes on, and is answered */
async function answeredMeanwhile<T>(os: System, work: Promise<T>): Promise<T> {
  let over = false;
  void work.then(
    () => (over = true),
    () => (over = true),
  );
  let answers = 0;
  while (!over || answers === 0) {
    const reply = await callOperator({ os, user: 'bob', method: 'Echo', signature: 'sa{sv}', args: ['hi', '0'] });
    expect(reply).toMatchObject({ status: 0, data: ['hi', {}] });
    answers += 1;
  }
  return work;
}

describe.each(systemsOfAttacks)('floods in cages on %s', os => {
  beforeAll(async () => {
    await up(os);
    await openCages(os);
    // on a slow machine a session is over sooner than the work that it asked for
    await shIn(os, 'loginctl enable-linger alice; sleep 1');
  });
  afterAll(async () => {
    await closeCages(os);
    await shIn(os, 'loginctl disable-linger alice; rm -f /home/alice/flood');
  });

  const bomb = (cage: Cage) => runCaged(os, [cage, 'python'], BOMB);

  attack(
    'fork until nothing is left, in four cages at once and then in the fifth',
    { without: 'without TasksMax= there were 12,000 processes in ten seconds', tries: cages.length },
    async () => {
      // this cage needs a user session, so it starts before the processors are busy
      const first = bomb('caller');
      await shIn(os, SOMETHING_RUNS);
      // as many calls as one uid may have at work
      const [fifth, ...others] = cages.filter(cage => cage !== 'caller');
      const exploded = async (bombs: readonly ReturnType<typeof bomb>[]) => {
        await answeredMeanwhile(os, Promise.allSettled(bombs));
        for (const { stdout } of await Promise.all(bombs)) expect(stdout).toMatch(/^([1-9]|[1-5]\d|6[0-3])\n$/);
      };
      await exploded([first, ...others.map(bomb)]);
      if (fifth) await exploded([bomb(fifth)]);
    },
  );

  attack(
    'take all memory, in every cage',
    { without: 'without MemoryMax= it had all 600 MB', tries: cages.length },
    async () => {
      for (const cage of cages) {
        const hoard = runCaged(os, [cage, 'python'], 'x = b"x" * (600 << 20); print(len(x))');
        expect(await answeredMeanwhile(os, hoard)).toMatchObject({ stdout: '', status: -1 });
      }
    },
  );

  attack(
    'fill the disk, the temporary files or the shared memory',
    { without: 'with /tmp and /dev/shm as they were, 400 MB written', tries: cages.length },
    async () => {
      const fill = (cage: Cage) => FILL.replace('PLACES', cage === 'caller' ? 'place == "/dev/shm"' : 'False');
      for (const cage of cages.filter(name => name !== 'caller')) {
        expect([cage, (await runCaged(os, [cage, 'python'], fill(cage))).stdout]).toEqual([cage, '0\n']);
      }
      // a cage that may write the home may fill it, but not the memory of the machine
      const shared = await runCaged(
        os,
        ['caller', 'python'],
        FILL.replace("'/tmp', '/var/tmp', ", '').replace('PLACES', 'True'),
      );
      expect(Number(shared.stdout)).toBeLessThanOrEqual(64);
      await shIn(os, 'test ! -e /dev/shm/flood && test ! -e /tmp/flood && test ! -e /var/tmp/flood');
    },
  );

  attack('write output without end', { without: 'with all of it kept nobody else was answered' }, async () => {
    const flood = 'import sys\nfor i in range(30000): sys.stdout.write("x" * 10000)';
    const ran = await answeredMeanwhile(os, runCaged(os, ['files', 'python'], flood));
    expect(ran.stdout.length).toBe(393_216);
  });

  attack(
    'leave a process behind that outlives the call',
    { without: 'with KillMode=process it lived on', tries: cages.length },
    async () => {
      for (const cage of cages) {
        expect((await runCaged(os, [cage, 'python'], LEFT_BEHIND)).stdout).toBe('gone\n');
        expect(await shIn(os, 'systemctl list-units --no-legend "llmos-op-*"; pgrep -f 98765 -U alice || true')).toBe(
          '',
        );
      }
    },
  );
});
