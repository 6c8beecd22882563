import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { attack, full } from '../attack/attack.js';
import { cages, closeCages, openCages, runCaged } from './caged.js';
import { shIn, systemsOfAttacks, up } from './driver.js';
import { GAPS, type Gap } from './walls.js';

const PLACE = '/run/systemd/system/llmos-op-probe-.service.d';

describe.each(systemsOfAttacks)('cages with a wall missing, on %s', os => {
  const isVm = os.endsWith('-vm');

  beforeAll(async () => {
    await up(os);
    await openCages(os);
  });
  afterEach(() => shIn(os, `rm -rf ${PLACE}; systemctl daemon-reload`));
  afterAll(() => closeCages(os));

  for (const cage of cages) {
    const stands = ({ of = cages, vm }: Gap): boolean => of.includes(cage) && (isVm || vm === undefined);
    // in one of the cages that have it, or in all of them
    const isTried = ({ of = cages }: Gap, index: number): boolean => (full && !isVm) || of[index % of.length] === cage;
    attack(
      `run something in the ${cage} cage while one of its walls is missing`,
      { without: 'with the proof skipped, it ran in all of them' },
      async ({ counted }) => {
        const gaps = GAPS.filter(isTried).filter(stands);
        for (const { name, settings, says } of gaps) {
          await shIn(
            os,
            `rm -rf /run/llmos-operator/probes; mkdir -p ${PLACE}
             printf '[Service]\n%s\n' '${settings}' >${PLACE}/gap.conf; systemctl daemon-reload`,
          );
          const answer = await runCaged(os, [cage, 'sh'], 'echo ran').then(
            ({ stdout }) => stdout,
            (error: unknown) => String(error),
          );
          expect(answer, name).toMatch(/cage does not hold/);
          expect(answer, name).toMatch(says);
        }
        counted(gaps.length);
        await shIn(os, `rm -rf ${PLACE}; systemctl daemon-reload`);
        expect(await runCaged(os, [cage, 'sh'], 'echo ran')).toMatchObject({ stdout: 'ran\n' });
      },
    );
  }
});
