import { beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { bringScripts, runScript } from './attacker.js';
import { up, type System } from './driver.js';
import { serviceState, whatWentWrong, worldState } from './service-state.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const SECONDS = 300;

interface Told {
  readonly methods: number;
  readonly sent: number;
  readonly answered: number;
  readonly unanswered: number;
  readonly leaks: readonly string[];
  readonly internal: readonly string[];
}

describe.each(systems)('the whole interface, on %s', os => {
  beforeAll(async () => {
    await up(os);
    await bringScripts(os, 'fuzz.mjs', 'fuzz-values.mjs');
  });

  attack(
    'uid 65534 sends whatever comes to mind to every method',
    {
      without:
        'a stack came over the bus once errors were told as they are; the process died once a parser might throw',
      tries: SECONDS,
      fast: 7,
      timeout: (SECONDS + 120) * 1000,
    },
    async ({ tries: seconds, counted }) => {
      const before = await serviceState(os);
      const world = await worldState(os);
      const seed = Math.floor(Math.random() * 2 ** 31);
      const told = await runScript<Told>(os, 'nobody', 'fuzz.mjs', seconds, seed);
      counted(told.sent);
      const said = `seed ${seed}`;
      expect(told.methods, said).toBeGreaterThan(20);
      expect(told.answered, said).toBeGreaterThan(seconds);
      expect([told.leaks, told.internal, told.unanswered], said).toEqual([[], [], 0]);
      expect(await whatWentWrong(os, before), said).toBe('');
      const now = await worldState(os);
      expect(
        now.filter(line => !world.includes(line)),
        said,
      ).toEqual([]);
      expect(
        world.filter(line => !now.includes(line)),
        said,
      ).toEqual([]);
    },
  );
});
