import { bringScripts, runScript } from './attacker.js';
import { execIn, shIn, type System } from './driver.js';

export type Victim = 'operator' | 'worker' | 'agent';
export const victims: readonly Victim[] = ['operator', 'worker', 'agent'];

/** spelled so that the shell that asks does not find itself */
const PATTERNS = { operator: '[l]lm-os/helper.cjs', worker: '[l]lm-os/worker.mjs' } as const;

export async function readyToCrash(os: System): Promise<void> {
  await bringScripts(os, 'prompts.mjs');
}

/** ends one with such a signal in the middle of its work, while it holds what `PLACE/held-0` says */
export async function crash(os: System, place: string, victim: Victim, signal: string): Promise<void> {
  await shIn(os, 'systemctl reset-failed; systemctl restart llmos-operator');
  await (victim === 'agent' ? crashAgent(os, place, signal) : crashAsked(os, place, PATTERNS[victim], signal));
  await shIn(os, 'sleep 1');
}

// somebody is asked for a password, and until then operator and worker hold what is to be written
async function crashAsked(os: System, place: string, pattern: string, signal: string): Promise<void> {
  const asked = runScript(os, 'alice', 'prompts.mjs', 1, `${place}/held`, 10, `${place}/held-0`);
  await shIn(
    os,
    // the first worker leaves at once, and the one that waits for the answer stays
    `i=0; until pid=$(pgrep -f '${PATTERNS.worker}') && sleep 1.5 && [ "$pid" = "$(pgrep -f '${PATTERNS.worker}')" ]
do i=$((i+1)); [ $i -lt 100 ]; sleep 0.1; done
kill -${signal} $(pgrep -f '${pattern}')`,
  );
  await asked;
}

// the person's words are in its memory while it reads them
async function crashAgent(os: System, place: string, signal: string): Promise<void> {
  const script = `systemctl --user daemon-reload; systemctl --user stop llmos-agent.service
env LLMOS_MODEL=tiny LLMOS_BELOW_FLOOR=1 llmsh --plan-only "write the story of $(cat ${place}/held-0) into story.txt" >/dev/null 2>/tmp/llmtest-err &
i=0; until grep -Eq 'loading|reading' /tmp/llmtest-err || [ $i -gt 200 ]; do i=$((i+1)); sleep 0.05; done; sleep 1
systemctl --user kill --signal=${signal} llmos-agent.service; wait; rm -f /tmp/llmtest-err`;
  await execIn(os, ['sh', '-c', script], { user: 'alice' });
}
