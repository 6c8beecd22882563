import { beforeAll, describe, expect, it } from 'vitest';
import { bringScripts, runScript } from './attacker.js';
import { shIn, up, type System } from './driver.js';
import { execOperator } from './operator-call.js';
import { memoryOf, serviceState, whatWentWrong } from './service-state.js';
import { Terminal } from './terminal.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const PLAN = '/tmp/noise-plan.json';
const MOST_MEGABYTES = 160;

interface Told {
  readonly names: number;
  readonly forged: number;
  readonly unread: number;
}

describe.each(systems)('noise of uid 65534 on the bus, %s', os => {
  beforeAll(async () => {
    await up(os);
    await bringScripts(os, 'noise.mjs');
    const steps = [{ action: 'write_file', path: '/home/alice/noise', content: 'done' }];
    await shIn(os, `rm -f /home/alice/noise; printf '%s' '${JSON.stringify({ steps })}' >${PLAN}; chmod 644 ${PLAN}`);
  });

  it('forged signals and a client that never reads change no outcome, kill nobody and take no memory', async () => {
    const before = await serviceState(os);
    const terminal = new Terminal(os, 'alice', ['llmsh', 'apply', PLAN]);
    await terminal.waitFor(/\[y\/N\/e\(dit\)\] /);
    const told = await runScript<Told>(os, 'nobody', 'noise.mjs', 2000);
    expect([told.names > 5, told.forged > 50]).toEqual([true, true]);
    expect((await execOperator(os, 'alice', ['date', '+still'])).stdout).toBe('still\n');
    terminal.type('y\n');
    expect(await terminal.ended()).toBe(0);
    expect(await shIn(os, 'cat /home/alice/noise')).toBe('done');
    expect(terminal.raw).not.toContain('FORGED');
    expect(await whatWentWrong(os, before)).toBe('');
    expect(await memoryOf(os, before)).toBeLessThan(MOST_MEGABYTES);
  });
});
