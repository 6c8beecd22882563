import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attack, full } from '../attack/attack.js';
import { down, execIn, shIn, up, type System } from './driver.js';

// a killed bus takes much of a machine with it, so this one is nobody else's
process.env['LLMOS_MACHINE'] = `crash${process.env['LLMOS_MACHINE'] ?? ''}`;

const systems: readonly System[] = ['trixie', 'bookworm'];
const PLACE = '/etc/llmos-crash';
const ADDRESS = 'org.llmos.Operator1 /org/llmos/Operator1 org.llmos.Operator1';
const BYTES = 120_000;
interface Victim {
  /** patterns of the command line; spelled so that the shell that searches does not match itself */
  readonly patterns: readonly string[];
  readonly without: string;
}

const OPERATOR = '[l]lm-os/helper.cjs';
const WORKER = '[l]lm-os/worker.mjs';
const VICTIMS: Readonly<Record<string, Victim>> = {
  operator: {
    patterns: [OPERATOR],
    without: 'what was left open not settled: its record never told what became of it',
  },
  worker: { patterns: [WORKER], without: 'what it left not swept: its temporary file stayed beside the old one' },
  'operator and worker': {
    patterns: [OPERATOR, WORKER],
    without: 'what both left not swept by the next operator: the temporary file stayed beside the old one',
  },
  llmsh: { patterns: [], without: 'what is committed cancelled all the same: the temporary file stayed' },
  'dbus-daemon': {
    patterns: ['[d]bus-daemon --system'],
    without: 'what was left open not settled: its record never told what became of it',
  },
};
// not an attack: with any one defence removed, a call that polkit does not answer is still refused
const POLKITD = ['[p]olkit-1/polkitd'];

type Row = Readonly<Record<'outcome' | 'summary' | 'action', { readonly data: string }>>;

describe.each(systems)('killed at any moment of a write, %s', os => {
  beforeAll(async () => {
    await up(os);
    await shIn(
      os,
      `mkdir -p ${PLACE}; chmod 755 ${PLACE}
head -c ${BYTES} /dev/zero | tr '\\0' o >/tmp/old; head -c ${BYTES} /dev/zero | tr '\\0' n >/tmp/new
mkdir -p /run/systemd/system/llmos-operator.service.d
printf '[Unit]\\nStartLimitIntervalSec=0\\n' >/run/systemd/system/llmos-operator.service.d/often.conf
systemctl daemon-reload`,
    );
  });
  afterAll(() => down(os));

  let round = 0;

  /** one write; whoever is to die dies `after` so many milliseconds */
  async function strike(victims: readonly string[], path: string, after: number): Promise<void> {
    const shell = victims.length === 0;
    const call = shell
      ? 'llmsh apply --yes /tmp/plan'
      : `busctl --timeout=20 call ${ADDRESS} WriteFile 'ssa{sv}' ${path} "$(cat /tmp/new)" 0`;
    const kills = shell
      ? 'kill -KILL $! || true'
      : victims.map(victim => `pkill -KILL -f '${victim}' || true`).join(';');
    const killing = Number.isFinite(after) ? `sleep ${(after / 1000).toFixed(3)}; ${kills};` : '';
    await shIn(
      os,
      `cp /tmp/old ${path}; busctl --timeout=20 call ${ADDRESS} Echo 'sa{sv}' awake 0 >/dev/null
printf '{"steps":[{"action":"write_file","path":"${path}","content":"%s"}]}' "$(cat /tmp/new)" >/tmp/plan
${call} >/tmp/said 2>&1 & ${killing} wait $! || true`,
    );
    // logind does not come back to a bus that was killed, whoever asks it
    if (victims.some(pattern => pattern.includes('bus-daemon')))
      await shIn(os, 'systemctl restart systemd-logind polkit');
  }

  /** the outcome in the record, once the next helper has settled the interrupted call */
  async function outcomeOf(path: string): Promise<string> {
    for (let tries = 0; ; tries += 1) {
      const list = `busctl --timeout=20 --json=short call ${ADDRESS} ListRecords 'a{sv}' 1 limit u 20`;
      const ran = await execIn(os, ['sh', '-c', list]);
      const [rows = []]: readonly (readonly Row[])[] = ran.status === 0 ? JSON.parse(ran.stdout).data : [];
      const row = rows.find(({ action, summary }) => action.data === 'write_file' && summary.data.endsWith(path));
      if (ran.status === 0 && row?.outcome.data !== 'open') return row?.outcome.data ?? 'none';
      if (tries === 20) return expect.fail(`no word of ${path}: ${ran.stdout}${ran.stderr}`);
      await new Promise(resolve => setTimeout(resolve, 500));
    }
  }

  async function check(path: string): Promise<string> {
    const outcome = await outcomeOf(path);
    const compare = `cmp -s ${path} /tmp/old && echo old || { cmp -s ${path} /tmp/new && echo new; } || echo half`;
    const content = (await shIn(os, compare)).trim();
    const allowed = { done: ['new'], interrupted: ['old', 'new'] }[outcome] ?? ['old'];
    expect(allowed, `the record says ${outcome}`).toContain(content);
    const left = `find ${PLACE} -name '.llm-os-*' | grep -q .`;
    await shIn(os, `i=0; while ${left}; do i=$((i+1)); [ $i -lt 50 ] || { ls -la ${PLACE}; exit 1; }; sleep 0.2; done`);
    await shIn(os, `rm ${path}`);
    return outcome;
  }

  async function killAgainAndAgain(patterns: readonly string[], tries: number): Promise<void> {
    const outcomes: Record<string, number> = {};
    let whole = 0;
    // the first is disturbed by nobody, and tells how long the others may take
    for (let at = 0; at <= tries; at += 1) {
      round += 1;
      const path = `${PLACE}/f${round}`;
      const began = performance.now();
      await strike(patterns, path, at === 0 ? Infinity : Math.random() * whole);
      if (at === 0) whole = performance.now() - began;
      const outcome = await check(path);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    const verified = await execIn(os, ['llmsh', 'audit', 'verify']);
    expect([verified.status, verified.stdout.split('\n')[0]], JSON.stringify(outcomes)).toEqual([0, 'intact']);
  }

  for (const [victim, { patterns, without }] of Object.entries(VICTIMS)) {
    attack(
      `the ${victim}: the old file or the new one, never half, nothing beside it, and the record says which`,
      { without, tries: 20, fast: 1, timeout: 600_000 },
      ({ tries }) => killAgainAndAgain(patterns, tries),
    );
  }

  it('polkitd: the same', () => killAgainAndAgain(POLKITD, full ? 20 : 1));
});
