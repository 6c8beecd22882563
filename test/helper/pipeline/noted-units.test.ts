import { expect, it } from 'vitest';
import { noteRootUnits } from '../../../helper/pipeline/noted-units.js';
import { isPassedOn } from '../../../helper/subject/subject.js';
import type { UnitRequest, UnitStarter } from '../../../helper/system/units/unit-starter.js';
import { attack } from '../../attack/attack.js';

function request(...properties: UnitRequest['properties']): UnitRequest {
  const { signal } = new AbortController();
  return { id: 'x', description: '', program: '/bin/true', argv: [], properties, io: 'none', timeoutMs: 1, signal };
}

function unitsThat(told: string[]): UnitStarter {
  return {
    start: async ({ properties }) => {
      told.push(properties.length === 0 ? 'root' : 'person');
      return { name: '', streams: {}, finished: new Promise(() => {}), stop: async () => {} };
    },
  };
}

const person = request(['User', { signature: 's', value: '1000' }]);

attack(
  'a preview has root look at protected files, and no record tells of it',
  { without: 'with the units as they are both workers of root started, and nothing was written down', tries: 2 },
  async () => {
    const told: string[] = [];
    const units = noteRootUnits(unitsThat(told), async () => void told.push('noted'));
    await units.start(person);
    await units.start(request());
    await units.start(request());
    expect(told).toEqual(['person', 'noted', 'root', 'root']);
    const full = noteRootUnits(unitsThat(told), async () => Promise.reject(new Error('the disk is full')));
    await expect(full.start(request())).rejects.toThrow('full');
    expect(told).toHaveLength(4);
  },
);

it('knows the numbers that systemd gives to one service after the other', () => {
  expect([1000, 61183, 61184, 65519, 65534].map(isPassedOn)).toEqual([false, false, true, true, false]);
});
