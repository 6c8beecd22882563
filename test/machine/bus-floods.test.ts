import { afterAll, beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { bringScripts, runScript } from './attacker.js';
import { shIn, up, type System } from './driver.js';
import { memoryOf, serviceState, whatWentWrong } from './service-state.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
// accounts that every debian has, none of them a person
const UIDS = [1, 2, 3, 5, 6, 7];
const CALLS_EACH = 4;
// connections of one uid, a limit of the bus daemon
const MOST = 256;
const MEGABYTES = 200;

interface Heard {
  readonly open: number;
  readonly ended: Readonly<Record<string, number>>;
}

interface Prompts extends Heard {
  readonly shown: number;
  readonly withdrawn: number;
  readonly left: number;
}

describe.each(systems)('too many at once, %s', os => {
  beforeAll(async () => {
    await up(os);
    await bringScripts(os, 'connections.mjs', 'prompts.mjs');
  });
  afterAll(() => shIn(os, 'rm -rf /tmp/attacks /tmp/flood-*; systemctl reset-failed'));

  /** so many connections of each uid at once, all of which call, all the time until it is enough */
  async function flood(uids: readonly number[], connections: number): Promise<readonly Heard[]> {
    const client = (uid: number) =>
      `setpriv --reuid=${uid} --regid=${uid} --clear-groups /usr/lib/llm-os/node /tmp/attacks/connections.mjs ${connections} ${CALLS_EACH}`;
    const said = await shIn(
      os,
      `${uids.map(uid => `${client(uid)} >/tmp/flood-${uid} &`).join('\n')} wait; cat /tmp/flood-*; rm /tmp/flood-*`,
    );
    return said
      .trim()
      .split('\n')
      .map((line): Heard => JSON.parse(line));
  }

  attack(
    '1,000 connections of one uid, and 250 of each of six, all of which call: another one is answered each time',
    { without: 'without the share of a uid those held all there was, and alice was refused', tries: 2500, fast: 1300 },
    async ({ tries }) => {
      const before = await serviceState(os);
      const asked = runScript<Heard>(os, 'alice', 'connections.mjs', 1, 60, 100);
      // she is there before they are
      await shIn(os, 'sleep 1');
      const [lonely] = await flood([2], 1000);
      expect(lonely?.open).toBeLessThanOrEqual(MOST);
      const crowd = await flood(tries > 2000 ? UIDS : UIDS.slice(0, 2), tries > 2000 ? 250 : 150);
      for (const { open, ended } of crowd) {
        expect(Object.values(ended).reduce((sum, count) => sum + count, 0)).toBe(open * CALLS_EACH);
        expect(Object.keys(ended).toSorted()).toEqual(['LimitsExceeded', 'done']);
      }
      expect(await asked).toEqual({ open: 1, ended: { done: 60 } });
      expect(await whatWentWrong(os, before)).toBe('');
      expect(await memoryOf(os, before)).toBeLessThan(MEGABYTES);
    },
  );

  attack(
    '64 calls of one uid ask for a password: one is asked for, and another person is asked meanwhile',
    {
      without: 'without the queue of a uid four were shown at once; without its share another person was not asked',
      tries: 64,
      timeout: 120_000,
    },
    async ({ tries }) => {
      const before = await serviceState(os);
      const many = runScript<Prompts>(os, 'bob', 'prompts.mjs', tries, '/etc/llmtest-prompt', 12);
      await shIn(os, 'sleep 3');
      const other = await runScript<Prompts>(os, 'alice', 'prompts.mjs', 1, '/etc/llmtest-prompt', 3);
      expect(other).toEqual({ shown: 1, ended: {}, withdrawn: 1, left: 0 });
      expect(await many).toEqual({ shown: 1, ended: { LimitsExceeded: tries - 4 }, withdrawn: 1, left: 0 });
      expect(await whatWentWrong(os, before)).toBe('');
      await shIn(os, 'test -z "$(ls /etc/llmtest-prompt* 2>/dev/null)"');
    },
  );
});
