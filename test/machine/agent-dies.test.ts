import { beforeAll, describe, expect, it } from 'vitest';
import { execIn, type System, up } from './driver.js';

const systems: readonly System[] = ['trixie', 'bookworm'];

// the tiny model loads in a moment and is good for nothing else; how it ends is what counts
const ASK = 'env LLMOS_MODEL=tiny LLMOS_BELOW_FLOOR=1 llmsh --plan-only';

/** asks, does something to the agent while it works, and asks again; all in one session of the person */
const script = (signal: string) => `
systemctl --user stop llmos-agent.service
${ASK} 'write the story of the whole world into story.txt' >/tmp/out 2>/tmp/err &
asking=$!
until grep -Eq 'loading|reading' /tmp/err; do sleep 0.05; done
pid=$(systemctl --user show -P MainPID llmos-agent.service)
systemctl --user kill --signal=${signal} llmos-agent.service
wait $asking
echo "first=$? out=$(wc -c </tmp/out)"
tail -n 1 /tmp/err
${ASK} hello >/dev/null 2>/tmp/err
echo "again=$?"
tail -n 1 /tmp/err
[ "$(systemctl --user show -P MainPID llmos-agent.service)" != "$pid" ] && echo another agent
`;

describe.each(systems)('the agent dies while it works, %s', os => {
  beforeAll(() => up(os));

  it.each(['KILL', 'SEGV'])('%s: llmsh says so and has no plan, and the next request has an agent', async signal => {
    const { stdout } = await execIn(os, ['sh', '-c', script(signal)], { user: 'alice' });
    expect(stdout).toMatch(/^first=[78] out=0$/m);
    expect(stdout).toMatch(/hung up in the middle of its answer; nothing was done|cannot be reached/);
    // either status will do: the tiny model was asked and answered
    expect(stdout).toMatch(/^again=[07]$/m);
    expect(stdout).toContain('another agent');
  });
});
