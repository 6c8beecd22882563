import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findSurvivingUnits } from '../../../helper/process/surviving-units.js';

describe('work that an earlier process left', () => {
  let directory = '';
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'llmos-living-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const bus = { call: async () => [[]], subscribe: async () => async () => {} };

  it('and that ended while nobody was there is told as systemd noted its end', async () => {
    writeFileSync(join(directory, 'abc-00000001.end'), 'success');
    writeFileSync(join(directory, 'abc-00000002.end'), 'exit-code');
    const living = await findSurvivingUnits({ bus, directory }, ['abc-00000001', 'abc-00000002', 'abc-00000003']);
    expect(await living.get('abc-00000001')).toBe('done');
    expect(await living.get('abc-00000002')).toBe('failed');
    expect(living.has('abc-00000003')).toBe(false);
  });
});
