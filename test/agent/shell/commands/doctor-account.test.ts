import { describe, expect, it } from 'vitest';
import { accountChecks } from '../../../../agent/shell/commands/doctor-account.js';
import type { Check } from '../../../../agent/shell/commands/doctor-command.js';
import type { Shell } from '../../../../agent/shell/session/shell-session.js';

interface Told {
  readonly groups?: string;
  readonly chage?: string;
}

async function check(name: string, { groups = 'alice sudo', chage = '' }: Told): Promise<Check | undefined> {
  const runProgram = async (file: string, argv: readonly string[]) => {
    const id = argv.length > 1 ? 'alice sudo lab' : groups;
    const told: Record<string, string> = { passwd: 'alice P 2026-01-01 0 99999 7 -1\n', id, env: chage };
    return { exitCode: 0, stdout: told[file] ?? '', stderr: '' };
  };
  const host = { uid: 1000, userName: 'alice', runProgram };
  const terminal = { env: {}, openTty: () => undefined };
  const checks: Check[] = [];
  for await (const one of accountChecks({ terminal, host } as unknown as Shell)) checks.push(one);
  return checks.find(one => one.name === name);
}

describe('doctor', () => {
  it('names the groups that came or went since the login', async () => {
    expect(await check('groups', {})).toMatchObject({ state: 'warning', detail: expect.stringContaining('(lab)') });
    expect(await check('groups', { groups: 'alice sudo lab' })).toBeUndefined();
  });

  it('knows beforehand that a password has expired', async () => {
    const expired = await check('password', { chage: 'Password expires : password must be changed\n' });
    expect(expired).toMatchObject({ state: 'broken', detail: 'your password has expired.' });
    expect(await check('password', {})).toMatchObject({ state: 'ok' });
  });
});
