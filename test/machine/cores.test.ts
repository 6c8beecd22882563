import { afterAll, beforeAll, describe, expect } from 'vitest';
import { attack, full } from '../attack/attack.js';
import { crash, readyToCrash, victims, type Victim } from './crashes.js';
import { shIn, up, type System } from './driver.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const MARK = 'cAnArY9876543210';
const PLACE = '/etc/llmos-cores';
const SIGNALS = full ? ['SEGV', 'ABRT'] : ['SEGV'];
// as a kernel that hands cores to a program would do it, whatever the limit: there is a place, and no limit any more
const LIFTED = {
  operator: '/run/systemd/system/llmos-operator.service.d/cores.conf',
  worker: '/run/systemd/system/llmos-op-.service.d/cores.conf',
  agent: '/run/systemd/user/llmos-agent.service.d/cores.conf',
} as const;

describe.each(systems)('a crash with a secret in memory, %s', os => {
  beforeAll(async () => {
    await up(os);
    await readyToCrash(os);
    await shIn(
      os,
      `mkdir -p ${PLACE}; umask 077; printf '%s' ${MARK} >/root/mark
mkdir -p ${Object.values(LIFTED)
        .map(path => path.replace(/\/[^/]*$/, ''))
        .join(' ')}
printf '[Service]\\nLimitCORE=infinity\\nWorkingDirectory=/var/lib/llm-os/operator\\n' >${LIFTED.operator}
printf '[Service]\\nLimitCORE=infinity\\n' >${LIFTED.worker}
printf '[Service]\\nLimitCORE=infinity\\nWorkingDirectory=%%C/llm-os\\n' >${LIFTED.agent}
chmod -R a+rX /run/systemd/user /run/systemd/system; chmod 755 ${PLACE}; systemctl daemon-reload`,
    );
  });
  afterAll(() =>
    shIn(
      os,
      `touch -a /root/before; ${CORES} -delete; rm -rf ${Object.values(LIFTED).join(' ')} ${PLACE} /root/mark /root/before
systemctl daemon-reload; systemctl reset-failed; systemctl stop llmos-operator`,
    ),
  );

  const CORES = `find / -xdev \\( -name core -o -name 'core.[0-9]*' \\) -type f -newer /root/before -size +0`;

  /** the cores that it left, and which of them hold the secret */
  async function coresOf(victim: Victim, signal: string): Promise<{ cores: string[]; told: string[] }> {
    await shIn(
      os,
      `${CORES} -delete 2>/dev/null || true; touch /root/before; sleep 0.1; printf '%s' ${MARK} >${PLACE}/held-0; chmod 644 ${PLACE}/held-0`,
    );
    await crash(os, PLACE, victim, signal);
    const lines = async (more: string) =>
      (await shIn(os, `${CORES} ${more} || true`)).split('\n').filter(line => line !== '');
    return { cores: await lines(''), told: await lines('-exec grep -laf /root/mark {} +') };
  }

  attack(
    'shows in the core that it leaves where no limit holds, of operator, worker and model, nor in the journal',
    {
      without: 'with the filter of cores as the kernel has it, the secret stood in those of operator and model',
      tries: 6,
      fast: 3,
    },
    async () => {
      for (const victim of victims) {
        for (const signal of SIGNALS) {
          const { cores, told } = await coresOf(victim, signal);
          expect([victim, signal, cores.length > 0, told]).toEqual([victim, signal, true, []]);
        }
      }
      const journal = 'journalctl --all --output=verbose --no-pager | grep -af /root/mark | head -5 || true';
      expect(await shIn(os, journal)).toBe('');
    },
  );
});
