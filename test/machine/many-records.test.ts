import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { down, execIn, shIn, type System, up } from './driver.js';

// a machine of its own, because its records stay
process.env['LLMOS_MACHINE'] = 'records';

const systems: readonly System[] = ['trixie', 'bookworm'];
const MANY = 10_000;
const ROUNDS = 5;
const SCRIPT = '/usr/local/lib/many-records.mjs';
const DROP_IN = '/run/systemd/system/llmos-operator.service.d';
const TOOK = '/run/llmtest-took';
const TIMED = `begun=$(date +%s%N); "$0" "$@"; status=$?; echo $((($(date +%s%N) - begun) / 1000000)) >${TOOK}; exit $status`;
const MOST_OF_UID = 16 * 1024 * 1024;

describe.each(systems)('ten thousand records, %s', os => {
  beforeAll(async () => {
    await up(os);
    // as one start of the operator's own unit, so that the journal has them too
    await execIn(os, ['sh', '-c', `cat >${SCRIPT}`], { input: readFileSync('test/machine/many-records.mjs') });
    await shIn(
      os,
      `systemctl stop llmos-operator; mkdir -p ${DROP_IN}; with=/usr/lib/llm-os/with-journal; [ -e $with ] || with=
printf '[Service]\\nType=oneshot\\nRestart=no\\nExecStart=\\nExecStart=%s /usr/lib/llm-os/node --jitless ${SCRIPT} ${MANY}\\n' "$with" >${DROP_IN}/99-many.conf
systemctl daemon-reload; systemctl start llmos-operator; rm -r ${DROP_IN} ${SCRIPT}; systemctl daemon-reload`,
    );
  });

  afterAll(() => down(os));

  // measured inside: the way into the machine is not what a person waits for
  async function timed(start: string, ...argv: string[]) {
    const took: number[] = [];
    for (;;) {
      if (start === 'operator asleep') await shIn(os, 'systemctl stop llmos-operator');
      const ran = await execIn(os, ['sh', '-c', TIMED, ...argv]);
      took.push(Number(await shIn(os, `cat ${TOOK}; rm ${TOOK}`)));
      if (took.length < ROUNDS) continue;
      const median = took.toSorted((one, other) => one - other)[ROUNDS >> 1];
      console.log(`${os}: ${argv.join(' ')} took ${median} ms of ${took.join(', ')} over ${MANY} records, ${start}`);
      return ran;
    }
  }

  it.each(['operator asleep', 'operator awake'])('are verified whole, and the latest of them told, %s', async start => {
    const verified = await timed(start, 'llmsh', 'audit', 'verify');
    expect([verified.status, verified.stdout, verified.stderr]).toEqual([0, expect.stringMatching(/^intact/), '']);
    expect(Number(/^records: (\d+)/m.exec(verified.stdout)?.[1])).toBeGreaterThanOrEqual(MANY);
    const history = await timed(start, 'llmsh', '--json', 'history', '--limit', '20');
    expect(JSON.parse(history.stdout).records).toHaveLength(20);
  });

  it('stay inside the bound of their directory', async () => {
    const bytes = Number((await shIn(os, 'du -sb /var/lib/llm-os/operator')).split('\t')[0]);
    console.log(`${os}: ${bytes} bytes in the state directory`);
    expect(bytes).toBeLessThan(2 * MOST_OF_UID);
  });
});
