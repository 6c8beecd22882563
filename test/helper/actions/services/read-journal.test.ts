import { describe, expect, it } from 'vitest';
import { readJournal } from '../../../../helper/actions/services/read-journal.js';
import { FakeUnits } from '../../system/fake-units.js';
import { makeContext, runSealed } from '../contexts.js';

const DENIED = 'Hint: You are currently not seeing messages from other users and the system.\n';

function world(stdout: string, stderr = '', exitStatus = 0) {
  const units = new FakeUnits(request => {
    const own = request.properties.some(([name]) => name === 'User');
    return own ? { stdout, stderr, exitStatus } : { stdout: 'of the system\n' };
  });
  return { units, context: makeContext({ units }) };
}

describe('read_journal', () => {
  it('reads with the rights of the caller, without a question', async () => {
    const { units, context } = world('one\ntwo\n');
    const sealed = await readJournal.prepare({ priority: 'err', boot: 0, lines: 5 }, context);
    expect(sealed.tier).toMatchObject({ name: 'read-visible-journal', defaults: { any: 'yes' } });
    const { result } = await runSealed(sealed, context);
    expect(result).toEqual({ lines: ['one', 'two'], hidden: false });
    expect(units.requests).toHaveLength(1);
    expect(units.property(0, 'User')).toBe('1000');
    expect(units.requests[0]?.argv.slice(-2)).toEqual(['--priority=err', '--boot=0']);
  });

  it('says that there are lines that the caller may not see', async () => {
    const { context } = world('mine\n', DENIED);
    const { result } = await runSealed(await readJournal.prepare({}, context), context);
    expect(result).toEqual({ lines: ['mine'], hidden: true });
  });

  it('asks an administrator where the caller may see nothing of it, and has read nothing before the yes', async () => {
    const { units, context } = world('', DENIED);
    const sealed = await readJournal.prepare({ unit: 'ssh', containing: 'Failed password', begin: '-2h' }, context);
    expect(sealed.tier).toMatchObject({
      name: 'read-system-journal',
      discloses: true,
      defaults: { active: 'auth_admin' },
    });
    expect(sealed.details['display_which']).toBe('the last 50 lines of ssh since -2h with Failed password');
    expect(units.requests).toHaveLength(1);
    expect((await runSealed(sealed, context)).result).toMatchObject({ lines: ['of the system'] });
    expect(units.property(1, 'DynamicUser')).toBe(true);
  });

  it('takes no match for an answer, and tells in its words what journalctl refused', async () => {
    const none = world('-- No entries --\n', '', 1).context;
    const sealed = await readJournal.prepare({ containing: 'nothing' }, none);
    expect((await runSealed(sealed, none)).result).toEqual({ lines: [], hidden: false });
    const lost = world('', 'No journal boot entry found for the specified boot offset (-7).\n', 1).context;
    await expect(readJournal.prepare({ boot: -7 }, lost)).rejects.toThrow('boot offset (-7)');
  });

  it.each([
    [{ begin: 'whenever' }, /begin/],
    [{ begin: 'today --file=/etc/shadow' }, /begin/],
    [{ begin: '2026-11-28\n' }, /begin/],
    [{ unit: '--directory=/root', boot: 1 }, /boot/],
    [{ unit: 'a b' }, /unit/],
    [{ priority: 'loud' }, /priority/],
    [{ lines: 100_000 }, /lines/],
  ])('refuses %j', async (asked, reason) => {
    await expect(readJournal.prepare(asked, world('').context)).rejects.toThrow(reason);
  });

  it('makes no option of what looks like one', async () => {
    const { units, context } = world('x\n');
    await readJournal.prepare({ containing: '--file=/etc/shadow', unit: '--merge' }, context);
    expect(units.requests[0]?.argv.filter(word => word.startsWith('--file') || word === '--merge')).toEqual([]);
    expect(units.requests[0]?.argv).toContain('--grep=--file=/etc/shadow');
  });
});
