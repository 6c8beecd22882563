import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execIn, shIn, type System, up } from './driver.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const BOUNDS = '/etc/llm-os/operator.d/llmtest-crowd.toml';
const SCRIPT = '/tmp/llmtest-crowd.mjs';
const CLIENTS = 8;
const CALLS_EACH = 32;

interface Heard {
  readonly ms: readonly number[];
  readonly failed: number;
}

describe.each(systems)('a crowd, %s', os => {
  beforeAll(async () => {
    await up(os);
    await execIn(os, ['sh', '-c', `cat >${SCRIPT}`], { input: readFileSync('test/machine/crowd.mjs') });
    await shIn(
      os,
      `mkdir -p ${BOUNDS.replace(/\/[^/]*$/, '')}; printf 'calls_per_uid = ${CALLS_EACH}\\ncalls_total = 512\\n' >${BOUNDS}`,
    );
  });
  afterAll(() => shIn(os, `rm -f ${BOUNDS} ${SCRIPT}`));

  // accounts that every debian has: eight callers, each with calls of its own
  const client = (uid: number, ...more: string[]) =>
    `setpriv --reuid=${uid} --regid=${uid} --clear-groups /usr/lib/llm-os/node ${SCRIPT} ${CALLS_EACH} ${more.join(' ')}`;

  it('of eight callers with 256 calls at once, one of which never reads, is answered to the last of the others', async () => {
    const crowd = Array.from({ length: CLIENTS - 1 }, (_, at) => `${client(at + 2)} >/tmp/llmtest-heard-${at} &`);
    const said = await shIn(
      os,
      `${client(1, 'deaf')} >/dev/null & deaf=$!
pids=''; ${crowd.map(line => `${line} pids="$pids $!"`).join('\n')}
wait $pids; kill -KILL $deaf; cat /tmp/llmtest-heard-*; rm /tmp/llmtest-heard-*`,
    );
    const heard = said
      .trim()
      .split('\n')
      .map((line): Heard => JSON.parse(line));
    expect(heard.map(({ failed }) => failed)).toEqual(Array.from({ length: CLIENTS - 1 }, () => 0));
    const ms = heard.flatMap(each => each.ms).toSorted((one, other) => one - other);
    expect(ms).toHaveLength((CLIENTS - 1) * CALLS_EACH);
    const at = (share: number): string => `${Math.round(ms[Math.floor(ms.length * share)] ?? 0)} ms`;
    console.log(`${os}: p50 ${at(0.5)}, p99 ${at(0.99)} of ${ms.length} calls beside a caller that never reads`);
    expect(
      await shIn(os, "busctl call org.llmos.Operator1 /org/llmos/Operator1 org.llmos.Operator1 Echo 'sa{sv}' there 0"),
    ).toContain('there');
  });
});
