import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServiceBus } from '../../helper/bus/connection.js';
import { isTagged } from '../../interfaces/signature.js';
import { callOperator, startRig, type Rig } from './operator.js';
import { created, RehearsalUnits } from './rehearsal-double.js';

const valueOf = (dict: unknown, key: string): unknown => {
  const tagged: unknown = Object(dict)[key];
  return isTagged(tagged) ? tagged.value : undefined;
};

describe('a rehearsal', () => {
  let rig: Rig;
  let bus: ServiceBus;
  let units: RehearsalUnits;

  beforeEach(async () => {
    process.env['STATE_DIRECTORY'] = mkdtempSync(join(tmpdir(), 'state-'));
    process.env['RUNTIME_DIRECTORY'] = process.env['STATE_DIRECTORY'];
    units = new RehearsalUnits();
    rig = await startRig({ units });
    bus = await rig.on.connect(0);
  });
  afterEach(async () => {
    bus.close();
    await rig.stop();
    delete process.env['STATE_DIRECTORY'];
    delete process.env['RUNTIME_DIRECTORY'];
  });

  const rehearse = async (script = 'touch /srv/new', options = {}) => {
    const [, details] = await callOperator(bus, 'Rehearse', 'sa{sv}', [script, options]);
    return { details };
  };

  it('as root shows the input beside the script, and runs it with exactly that', async () => {
    await rehearse('sh', { stdin: { signature: 's', value: 'rm -r /srv' } });
    expect(rig.polkitd.asked.at(-1)?.details).toMatchObject({
      script: 'sh\n# standard input:\nrm -r /srv',
      display_script: 'sh\\x0a# standard input:\\x0arm -r /srv',
    });
    expect(units.asked.at(-1)).toMatchObject({ script: 'sh', stdin: 'rm -r /srv' });
    const digest = () => rig.polkitd.asked.at(-1)?.details['digest'];
    const first = digest();
    await rehearse('sh');
    expect(digest()).not.toBe(first);
    await expect(rehearse('sh', { stdin: { signature: 's', value: 'x'.repeat(1990) } })).rejects.toMatchObject({
      message: expect.stringContaining('too long'),
    });
  });

  it('tells what short text files will hold, and nothing of others', async () => {
    units.contents = ['listen 80\n', 'a\0b'];
    units.changes = [created('/srv/app.conf', 'listen 80\n'), created('/srv/binary', 'a\0b'), created('/srv/lost')];
    const { details } = await rehearse();
    const texts = Object(valueOf(details, 'changes')).map((row: unknown) => valueOf(row, 'text'));
    expect(texts).toEqual(['listen 80\n', undefined, undefined]);
  });
});
