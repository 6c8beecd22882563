import { expect, it } from 'vitest';
import { changingPackages, refuseWhileAtWork } from '../../../../helper/system/packages/one-at-a-time.js';
import { installPackages } from '../../../../helper/actions/packages/install-packages.js';
import { removePackages } from '../../../../helper/actions/packages/remove-packages.js';
import { makeContext } from '../../actions/contexts.js';

it('a second change of packages is refused before anybody is asked, until the first has ended', async () => {
  let end = (): void => {};
  const first = changingPackages('r1', () => new Promise<void>(resolve => (end = resolve)));
  for (const action of [installPackages, removePackages]) {
    await expect(action.prepare({ packages: ['tree'] }, makeContext({}))).rejects.toThrow(/another call \(record r1\)/);
  }
  await expect(changingPackages('r2', async () => {})).rejects.toThrow(/record r1/);
  end();
  await first;
  expect(refuseWhileAtWork).not.toThrow();
  await expect(changingPackages('r3', async () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(refuseWhileAtWork).not.toThrow();
});
