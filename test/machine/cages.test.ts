import { afterAll, beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import {
  cages,
  closeCages,
  ESCAPES,
  openCages,
  runCaged,
  TRACES,
  victimOf,
  type Cage,
  type Interpreter,
} from './caged.js';
import { shIn, systemsOfAttacks, up } from './driver.js';

const CODE = 'written and executed memory';

// intended access of each cage. memory that is written and then run is left to programs with a just-in-time compiler
const ALLOWED: Readonly<Record<Interpreter, Readonly<Record<Cage, readonly string[]>>>> = {
  python: {
    files: [CODE],
    system: ['netlink socket', CODE],
    home: ['list /home/alice', CODE],
    look: ['netlink socket', 'list /home/alice', CODE],
    // its shared memory is its own
    caller: ['list /home/alice', 'write /home/alice/caged', 'write /dev/shm/x', 'kill other', CODE],
  },
  sh: {
    files: [],
    system: [],
    home: ['read a home'],
    look: ['read a home'],
    caller: ['write shared memory', 'write the home', 'read a home', 'kill the victim'],
  },
};

const WITHOUT = {
  python:
    'run as uid 0 without filters, memory of others, userfaultfd, setuid and init were open; and /dev/shm was, once',
  sh: 'run as uid 0 without filters, the journal, init and chown were open; and /dev/shm was, once',
};

describe.each(systemsOfAttacks)('cages on %s', os => {
  beforeAll(async () => {
    await up(os);
    await openCages(os);
  });
  afterAll(() => closeCages(os));

  for (const interpreter of ['python', 'sh'] as const) {
    for (const cage of cages) {
      attack(
        `out of the ${cage} cage, by every way that ${interpreter} has`,
        { without: WITHOUT[interpreter] },
        async ({ counted }) => {
          const { stdout, stderr } = await runCaged(os, [cage, interpreter], ESCAPES[interpreter], await victimOf(os));
          expect(stderr).toBe('');
          const out = stdout.trim().split('\n');
          counted(Number(/^end of (\d+)$/.exec(out.pop() ?? '')?.[1]));
          expect(out).toEqual(ALLOWED[interpreter][cage]);
          await shIn(os, `rm -f /home/alice/caged; for file in ${TRACES}; do test ! -e $file || exit 1; done`);
        },
      );
    }
  }

  attack(
    'as root or another person, out of any cage',
    { without: 'with User=0 in the properties it is root in all of them', tries: cages.length },
    async () => {
      for (const cage of cages) {
        const { stdout } = await runCaged(os, [cage, 'python'], 'import os; print(*os.getresuid(), *os.getresgid())');
        const [uid = 0, ...rest] = stdout.trim().split(' ').map(Number);
        expect(new Set([uid, ...rest]).size).toBe(1);
        if (cage === 'home' || cage === 'look' || cage === 'caller') expect(uid).toBe(1000);
        else expect(uid).toBeGreaterThan(60_000);
      }
    },
  );
});
