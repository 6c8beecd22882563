import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { down, execIn, shIn, type System, up } from './driver.js';
import { ask } from './operator.js';
import { stateOf } from './package-fixtures.js';

// it shares the network of the host: a machine of its own
process.env['LLMOS_MACHINE'] = 'net';

const os: System = 'trixie';
const NAME = 'hello';

describe('a package from the registry of the distribution', () => {
  let reachable = false;
  beforeAll(async () => {
    await up(os, '--net');
    reachable = (await execIn(os, ['apt-get', '-qq', 'update'])).status === 0;
  });
  afterAll(() => down(os));

  const recordOf = (reply: string): string => /"record" s "([^"]+)"/.exec(reply)?.[1] ?? '';

  it('is installed, removed, and both are undone', async context => {
    if (!reachable) return context.skip('the registry cannot be reached from here');
    const added = await ask(os, undefined, ['InstallPackages', 'asa{sv}', 1, NAME, 0]);
    expect(added.error).toBe('');
    expect(await shIn(os, NAME)).toContain('Hello, world!');
    const removed = await ask(os, undefined, ['RemovePackages', 'asa{sv}', 1, NAME, 0]);
    expect([removed.error, await stateOf(os, NAME)]).toEqual(['', '']);
    expect((await ask(os, undefined, ['Undo', 'sa{sv}', recordOf(removed.reply), 0])).error).toBe('');
    expect(await shIn(os, NAME)).toContain('Hello, world!');
    expect((await ask(os, undefined, ['Undo', 'sa{sv}', recordOf(added.reply), 0])).error).toBe('');
    expect(await stateOf(os, NAME)).toBe('');
  });
});
