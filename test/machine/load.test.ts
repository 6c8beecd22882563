import { beforeAll, afterAll, describe, expect } from 'vitest';
import { attack, full } from '../attack/attack.js';
import { bringScripts } from './attacker.js';
import { shIn, up, type System } from './driver.js';
import { memoryOf, serviceState, whatWentWrong } from './service-state.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
// accounts that every debian has, without a session
const UIDS = [1, 2, 3, 4, 5, 6, 7, 8];
const SECONDS = full ? 300 : 20;
const MEGABYTES = 250;
const NODE = '/usr/lib/llm-os/node';

interface Heard {
  readonly operator: readonly number[];
  readonly bus: readonly number[];
  readonly lost: readonly string[];
}

const at = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length * share)] ?? 0;

describe.each(systems)('under load, %s', os => {
  beforeAll(async () => {
    await up(os);
    await bringScripts(os, 'load-hostile.mjs', 'load-honest.mjs');
  });
  afterAll(() => shIn(os, 'rm -rf /tmp/attacks /tmp/llmtest-load*; systemctl reset-failed'));

  attack(
    'eight uids send large, deep, many, slow, prompts, diffs, previews and never read; an honest caller beside them',
    {
      without:
        'before heads were judged the first of these messages ended the process, and nobody was answered for 9 to 105 seconds',
      tries: 8,
    },
    async () => {
      const before = await serviceState(os);
      const as = (uid: number) => `setpriv --reuid=${uid} --regid=${uid} --clear-groups ${NODE} /tmp/attacks`;
      const hostile = UIDS.map(uid => `${as(uid)}/load-hostile.mjs ${SECONDS} >/tmp/llmtest-load-${uid} &`).join('\n');
      const said = await shIn(os, `${hostile}\n${as(9)}/load-honest.mjs ${SECONDS}; wait; cat /tmp/llmtest-load-*`);
      const [line = '', ...sent] = said.trim().split('\n');
      const { operator, bus, lost }: Heard = JSON.parse(line);
      const memory = Math.round(await memoryOf(os, before));
      console.log(
        `${os}: ${operator.length} calls in ${SECONDS} s beside ${UIDS.length} hostile uids: ` +
          `p50 ${at(operator, 0.5)} ms, p99 ${at(operator, 0.99)} ms, longest ${Math.max(...operator)} ms, ${lost.length} lost; ` +
          `the bus alone p99 ${at(bus, 0.99)} ms; ${memory} megabytes; sent: ${sent.join(' ')}`,
      );
      expect(lost).toEqual([]);
      expect(sent).toHaveLength(UIDS.length);
      expect(await whatWentWrong(os, before)).toBe('');
      expect(memory).toBeLessThan(MEGABYTES);
    },
  );
});
