import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attack, full } from '../attack/attack.js';
import { bringScripts, runScript } from './attacker.js';
import { execIn, shIn, up, type System } from './driver.js';
import { distance } from './rank-test.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const D = '/etc/disclosure-test';
// all of one length: what can be told from a path itself is nobody's secret
const KINDS = full ? ['afile', 'adire', 'afifo', 'alink', 'abigf', 'aprog', 'acode'] : ['afile', 'acode'];
const there = KINDS.map(kind => `${D}/${kind}`);
const absent = `${D}/nothg`;
const inside = [`${D}/adire/inner`, `${D}/nothg/inner`];
const below = full ? [...inside, `${D}/adire/nothg`, `${D}/afile/inner`] : inside.slice(1);
const USERS = full ? (['nobody', 'bob'] as const) : (['bob'] as const);
const ROUNDS = 250;
const TIMED = [absent, `${D}/afile`, `${D}/abigf`, ...inside];
// bound in standard deviations: exceeded by chance once in some thousands of runs
const FAR = 4;

interface Told {
  readonly told: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly took: Readonly<Record<string, readonly number[]>>;
}

const BUILD = `
  rm -rf ${D}; install -d -m 700 ${D} ${D}/adire; cd ${D}
  echo secret >afile; chown daemon: afile; mkfifo afifo; ln -s /etc/shadow alink; head -c 12M /dev/zero >abigf
  cp /bin/true aprog; ln /etc/profile acode; echo inner >adire/inner`;

describe.each(systems)('what a caller cannot see, on %s', os => {
  beforeAll(async () => {
    await up(os);
    await bringScripts(os, 'disclosure.mjs');
    await shIn(os, BUILD);
  });
  afterAll(() => shIn(os, `rm -rf ${D}`));

  attack(
    'its existence, kind, size, owner or content shows in an answer, a preview, a plan or an own record',
    {
      without: 'a hard link to /etc/profile had another tier than what is not there, and so told what it was',
      tries: USERS.length * 15 * (there.length + below.length),
    },
    async () => {
      for (const user of USERS) {
        const { told } = await runScript<Told>(os, user, 'disclosure.mjs', 0, absent, ...there, ...below);
        for (const [way, answers] of Object.entries(told)) {
          const same = answers[absent];
          for (const path of [...there, ...below]) expect(answers[path], `${user}, ${way}, ${path}`).toBe(same);
        }
      }
    },
  );

  attack(
    'its existence or size shows in how long the answer takes',
    {
      without: 'at the worker, a path that ends on the way was answered in a tenth of the time',
      tries: ROUNDS * TIMED.length,
      fast: 12 * TIMED.length,
      timeout: 900_000,
    },
    async ({ tries }) => {
      const { took } = await runScript<Told>(os, 'nobody', 'disclosure.mjs', tries / TIMED.length, ...TIMED);
      const base = took[absent] ?? [];
      const far = TIMED.map(path => [path, distance(took[path] ?? [], base)] as const);
      expect(far.filter(([, sigmas]) => Math.abs(sigmas) > FAR)).toEqual([]);
    },
  );

  it('does not show in the journal that an unprivileged person may read, nor by its name in any', async () => {
    await runScript<Told>(os, 'bob', 'disclosure.mjs', 0, `${D}/afile`, absent);
    for (const user of ['bob', 'nobody']) {
      const read = ['journalctl', '--no-pager', '-q', '--since=-5min', '-o', 'verbose'];
      const as = user === 'bob' ? { user } : {};
      const ran = await execIn(os, user === 'bob' ? read : ['runuser', '-u', user, '--', ...read], as);
      expect(`${ran.stdout}`).not.toMatch(/disclosure-test|LLMOS_RECORD/);
    }
    expect(await shIn(os, `journalctl --no-pager -q --since=-5min -o verbose -u llmos-operator`)).not.toContain(D);
  });
});
