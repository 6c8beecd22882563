import { describe, expect, it } from 'vitest';
import type { UnitFacts } from '../../../helper/system/services/unit-facts.js';
import { describeInverse, unitInverse } from '../../../helper/undo/unit-inverse.js';

const unit = (activeState: string, fileState: string) => ({ id: 'a.service', activeState, fileState }) as UnitFacts;

describe('what takes a verb back', () => {
  it.each([
    ['start', 'inactive', 'disabled', 'stop'],
    ['stop', 'active', 'disabled', 'start'],
    ['restart', 'inactive', 'disabled', 'stop'],
    ['enable', 'inactive', 'disabled', 'disable'],
    ['disable', 'active', 'enabled', 'enable'],
    ['mask', 'active', 'enabled', 'unmask'],
    ['unmask', 'inactive', 'masked', 'mask'],
  ] as const)('%s of a unit that is %s and %s: %s', (verb, active, file, back) => {
    expect(unitInverse(unit(active, file), verb, undefined)).toEqual({
      action: 'manage-unit',
      params: { unit: 'a.service', verb: back },
      expect: {},
    });
  });

  it.each([
    ['start', 'active', 'disabled'],
    ['restart', 'active', 'enabled'],
    ['reload', 'active', 'enabled'],
    ['stop', 'inactive', 'disabled'],
    ['enable', 'inactive', 'enabled'],
    ['enable', 'inactive', 'linked'],
    ['disable', 'inactive', 'enabled-runtime'],
  ] as const)('nothing does, and it is said beforehand: %s of a unit that is %s and %s', (verb, active, file) => {
    expect(unitInverse(unit(active, file), verb, undefined)).toBeUndefined();
    expect(describeInverse(unit(active, file), verb, 0)).toMatch(/^no: /);
  });

  it('holds only while the unit is as the verb left it', () => {
    const after = unit('active', 'disabled');
    expect(unitInverse(unit('inactive', 'disabled'), 'start', after)?.expect).toEqual({ active_state: 'running' });
    expect(unitInverse(unit('inactive', 'disabled'), 'enable', unit('inactive', 'enabled'))?.expect).toEqual({
      unit_file_state: 'enabled',
    });
  });

  it('says what it cannot bring back', () => {
    expect(describeInverse(unit('active', 'enabled'), 'stop', 2)).toContain('stays stopped');
  });
});
