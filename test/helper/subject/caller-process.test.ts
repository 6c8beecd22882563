import { describe, expect, it } from 'vitest';
import { processOf, type CallerProcess } from '../../../helper/subject/caller-process.js';
import { CallerCache } from '../../../helper/subject/caller-cache.js';
import { resolveSubject } from '../../../helper/subject/subject.js';
import type { BusCaller } from '../../../helper/system/bus-caller.js';
import type { Tagged } from '../../../interfaces/signature.js';
import { attack } from '../../attack/attack.js';

const tag = (signature: string, value: unknown): Tagged => ({ signature, value });

/** a machine with one connection, whose process may end while its connection is held on to */
class Machine {
  /** the pid that the bus reports; older daemons report it even after the process ended */
  told: number | undefined = 42;
  there: CallerProcess | undefined = { pid: 42, started: '700' };
  /** happens while the facts of the process are read */
  meanwhile = () => {};

  readonly callers = new CallerCache(pid => (this.there?.pid === pid ? this.there : undefined));

  async ask() {
    const bus: BusCaller = {
      call: async ({ member, body }) => {
        if (member === 'GetConnectionCredentials') return [this.#credentials()];
        const session: Record<string, Tagged> = {
          Id: tag('s', '3'),
          User: tag('(uo)', [1000, '/u']),
          Remote: tag('b', false),
        };
        return [member === 'Get' ? (session[String(body?.[1])] ?? tag('s', 'active')) : '/session'];
      },
      subscribe: async () => async () => {},
    };
    const sam = { name: 'sam', uid: 1000, gid: 1000, home: '/home/sam', groups: new Set([1000]) };
    const users = { find: async () => sam, uidMin: async () => 1000 };
    const processes = {
      confinementReason: async () => {
        this.meanwhile();
        return '';
      },
    };
    return await resolveSubject({ bus, users, processes }, await this.callers.find(bus, ':1.9'), false);
  }

  #credentials(): Record<string, Tagged> {
    const pid = this.told === undefined ? {} : { ProcessID: tag('u', this.told) };
    return { UnixUserID: tag('u', 1000), UnixGroupIDs: tag('au', [1000]), ...pid };
  }
}

const reused = (machine: Machine) => (machine.there = { pid: 42, started: '900' });

const WAYS: readonly ((machine: Machine) => void)[] = [
  // the daemon of dbus 1.16 says that it ended
  machine => (machine.told = undefined),
  // older ones do not, and another process has its pid
  reused,
  machine => (machine.there = undefined),
  machine => (machine.meanwhile = () => reused(machine)),
  machine => (machine.meanwhile = () => (machine.told = undefined)),
];

describe('the process of a caller', () => {
  attack(
    "that has ended lends its pid, and what is the person's, to who holds its connection",
    {
      without: 'with the process taken for the same ever after it had the tiers of the person, in their session',
      tries: WAYS.length,
    },
    async () => {
      for (const way of WAYS) {
        const machine = new Machine();
        expect(await machine.ask()).toMatchObject({ ownTiers: true, session: '3', remote: false });
        way(machine);
        expect(await machine.ask()).toMatchObject({
          ownTiers: false,
          ownTiersReason: expect.stringContaining('has ended'),
          session: undefined,
          remote: true,
        });
      }
    },
  );

  it('that the bus never knew has no tiers of its own', async () => {
    const machine = new Machine();
    machine.told = undefined;
    expect(await machine.ask()).toMatchObject({ ownTiers: false, session: undefined });
    machine.told = 42;
    expect(await machine.ask()).toMatchObject({ ownTiers: false, session: undefined });
  });

  it('is told by pid and start time, whatever its name', () => {
    const here = processOf(process.pid);
    expect(here).toEqual({ pid: process.pid, started: expect.stringMatching(/^\d+$/) });
    expect(processOf(process.pid)).toEqual(here);
    expect(processOf(4_194_305)).toBeUndefined();
  });
});
