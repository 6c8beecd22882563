import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { callAllowing } from './interactive-call.js';
import { CALLER_UID } from './private-bus.js';
import { callOperator, forgetful, startRig, type Rig, type RigOptions } from './operator.js';
import { echo } from '../../helper/actions/programs/echo.js';
import { openRecords } from '../../helper/records/open-records.js';
import type { OpenRecord } from '../../helper/records/records.js';
import { probeAction } from './test-actions.js';
import { OperatorError } from '../../interfaces/errors.js';

let rig: Rig;
afterEach(() => rig.stop());

async function start(records: RigOptions['records']) {
  const probe = probeAction();
  rig = await startRig({ registry: [echo, probe.action], ...(records && { records }) });
  return probe;
}

const failing = (step: keyof OpenRecord): RigOptions['records'] => {
  const fail = () => Promise.reject(new OperatorError('audit-failed', 'the disk is gone'));
  return async () => ({ ...forgetful, begin: begun => ({ ...forgetful.begin(begun), [step]: fail }) });
};
const refused = expect.objectContaining({ dbusName: 'org.llmos.Error.AuditFailed' });

describe('without a record', () => {
  it('asks nobody', async () => {
    const probe = await start(failing('asking'));
    const bus = await rig.on.connect();
    await expect(callOperator(bus, 'TouchThing', 'sa{sv}', ['/a', {}])).rejects.toEqual(refused);
    expect(rig.polkitd.asked).toEqual([]);
    expect(probe.ran).toEqual([]);
    bus.close();
  });

  attack(
    'something runs that could not be put on record',
    { without: 'with the failure of the record not heard, it ran' },
    async () => {
      const probe = await start(failing('authorized'));
      const bus = await rig.on.connect();
      await expect(callOperator(bus, 'TouchThing', 'sa{sv}', ['/a', {}])).rejects.toEqual(refused);
      expect(probe.ran).toEqual([]);
      expect(probe.released).toEqual(['/a']);
      bus.close();
    },
  );

  it('says that it was done where only the end of the record is missing', async () => {
    const probe = await start(failing('close'));
    const bus = await rig.on.connect();
    await expect(callOperator(bus, 'TouchThing', 'sa{sv}', ['/a', {}])).rejects.toEqual(refused);
    expect(probe.ran).toEqual(['/a']);
    bus.close();
  });
});

describe('with records', () => {
  it('has the call on record before polkit is asked, and in the chain before it runs', async () => {
    const seen: string[] = [];
    const directory = mkdtempSync(join(tmpdir(), 'llmos-audit-'));
    const probe = await start(() => openRecords({ directory, journal: { write: () => {} } }));
    const read = (file: string) => readFileSync(join(directory, file), 'utf8');
    rig.polkitd.decide = ({ flags }) => {
      seen.push(read(`rings/${CALLER_UID}.jsonl`));
      return flags === 1 ? 'yes' : 'challenge';
    };
    probe.work = async () => void seen.push(read('records.jsonl'));
    const { result } = await callAllowing(rig, 'TouchThing', '/a');
    const { record } = Object(result?.[1]) as { record: { value: string } };
    for (const text of seen) expect(text).toContain(record.value);
    expect(read('records.jsonl')).toContain(`"kind":"closed","record":"${record.value}"`);
    rmSync(directory, { recursive: true });
  });
});
