import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import type { WorkerSession } from '../../../helper/files/worker-session.js';
import { attack } from '../../attack/attack.js';
import { LocalUnits } from './local-units.js';
import { MountSpace } from './mount-space.js';
import { inspecting, openSession } from './open-session.js';
import { bundleWorker } from './worker-bundle.js';

const worker = bundleWorker();
const SECRET = '/mnt/secret/secret';
const MANY = { tries: 20_000, fast: 200, timeout: 900_000 };
// the authorized path is `t` or `d/secret`; each race exchanges the object at that path in a tight loop
const FRESH = 'open(F, ">f"); print F "harmless"; close F; rename("f", "t");';
const RACES = {
  symlink: ['t', `symlink("secret/secret", "l"); rename("l", "t"); ${FRESH}`],
  rename: ['d/secret', 'rename("d", "e"); symlink("secret", "d"); unlink("d"); rename("e", "d");'],
  'hard-link': ['t', `link("secret/secret", "l"); rename("l", "t"); ${FRESH}`],
  // mount(2) and umount2(2) by number: what anybody with fuse or autofs can make happen, without a program in between
  mount: ['d/secret', 'syscall(165, $s, $d, $n, 4096, 0); syscall(166, $d, 2);'],
} as const;
const BEGIN = 'chdir "/mnt" or die; my ($s, $d, $n) = ("/mnt/secret", "/mnt/d", "none");';
type Race = keyof typeof RACES;

let space: MountSpace;
let session: WorkerSession;
let racing: ChildProcess | undefined;
let secretIno: string;

describe.runIf(process.getuid?.() === 0)('while what a name leads to is exchanged under it', () => {
  beforeEach(async () => {
    space = await MountSpace.start(`mount -t tmpfs -o mode=755 none /mnt; cd /mnt; mkdir secret d
      printf secret >secret/secret; printf harmless >d/secret; printf harmless >t`);
    session = await openSession(new LocalUnits(worker, space.enter));
    secretIno = String(statSync(space.at(SECRET)).ino);
  });
  afterEach(async () => {
    await stopRacing();
    await session.end();
    await space.stop();
  });

  async function stopRacing(): Promise<void> {
    const ended = racing && once(racing, 'exit');
    racing?.kill('SIGKILL');
    racing = undefined;
    await ended;
  }

  function race(name: Race): string {
    const [path, step] = RACES[name];
    racing = space.spawn(['perl', '-e', `${BEGIN} while (1) { ${step} }`]);
    return `/mnt/${path}`;
  }

  /** how often it worked and how often it was refused; goes on until both were seen */
  async function rounds(count: number, round: () => Promise<void>) {
    const tally = { worked: 0, refused: 0 };
    const patience = Date.now() + 60_000;
    const unseen = () => Math.min(tally.worked, tally.refused) === 0 && Date.now() < patience;
    for (let at = 0; at < count || unseen(); at += 1) {
      await round().then(
        () => (tally.worked += 1),
        () => (tally.refused += 1),
      );
    }
    return tally;
  }

  function expectRace({ worked, refused }: { worked: number; refused: number }): void {
    expect(Math.min(worked, refused), 'the race was none').toBeGreaterThan(0);
  }

  const READS: readonly [Race, string][] = [
    ['symlink', 'links followed, the facts of the second walk not compared: the secret was read'],
    ['rename', 'links followed in directories, the facts of the second walk not compared: the secret was read'],
    ['hard-link', 'the facts of the second walk not compared: the secret was read'],
    ['mount', 'the facts of the second walk not compared: the secret was read'],
  ];
  for (const [name, without] of READS) {
    attack(`a ${name} race reads nothing but what was authorized`, { without, ...MANY }, async ({ tries, counted }) => {
      const path = race(name);
      const wrong: string[] = [];
      const tally = await rounds(tries, async () => {
        const agreed = await session.inspect(inspecting(path));
        if (agreed.kind !== 'file') throw new Error('nobody would agree');
        const { data } = await session.read({ offset: 0, limit: 100 });
        const text = Buffer.from(data, 'base64').toString();
        if ((text === 'secret') !== (agreed.ino === secretIno)) wrong.push(text);
      });
      counted(tally.worked + tally.refused);
      expect(wrong).toEqual([]);
      expectRace(tally);
    });
  }

  const WRITES: readonly [Race, string][] = [
    ['symlink', 'written in place, the facts of the second walk not compared: the secret was overwritten'],
    ['rename', 'links followed in directories, the facts of the second walk not compared: the secret was replaced'],
    ['hard-link', 'written in place, the facts of the second walk not compared: the secret was overwritten'],
    ['mount', 'the facts of the second walk not compared: the secret was replaced'],
  ];
  for (const [name, without] of WRITES) {
    attack(
      `a ${name} race writes nothing but what was authorized`,
      { without, ...MANY },
      async ({ tries, counted }) => {
        const path = race(name);
        const content = Buffer.from('harmless').toString('base64');
        const tally = await rounds(tries, async () => {
          const agreed = await session.inspect(inspecting(path));
          if (agreed.kind !== 'file' || agreed.ino === secretIno) throw new Error('nobody would agree');
          await session.write({ content, mode: undefined, token: 'race' });
        });
        counted(tally.worked + tally.refused);
        expect(readFileSync(space.at(SECRET), 'utf8')).toBe('secret');
        expect(String(statSync(space.at(SECRET)).ino)).toBe(secretIno);
        await stopRacing();
        await space.sh('umount -l /mnt/d 2>/dev/null || true');
        const left = ['', 'secret', 'd', 'e'].flatMap(directory => list(`/mnt/${directory}`));
        expect(left.filter(file => file.startsWith('.llm-os'))).toEqual([]);
        expect(list('/mnt/secret')).toEqual(['secret']);
        expectRace(tally);
      },
    );
  }

  function list(path: string): string[] {
    try {
      return readdirSync(space.at(path));
    } catch {
      return [];
    }
  }
});
