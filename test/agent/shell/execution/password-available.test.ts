import { describe, expect, it } from 'vitest';
import {
  accountProblem,
  checkAnswerable,
  ownAccountState,
} from '../../../../agent/shell/execution/password-available.js';
import type { Host } from '../../../../agent/shell/environment/environment.js';

interface Told {
  readonly passwd?: string;
  readonly chage?: string;
  readonly sudo?: string;
}

// as debian's own programs say it of one's own account
function hostOf({ passwd = 'P', chage = '', sudo = 'alice' }: Told): Host {
  const answers: Record<string, string> = {
    passwd: `alice ${passwd} 2026-01-01 0 99999 7 -1\n`,
    env: chage,
    getent: `sudo:x:27:${sudo}\n`,
  };
  const runProgram = async (file: string) => ({ exitCode: 0, stdout: answers[file] ?? '', stderr: '' });
  return { userName: 'alice', desktop: false, runProgram } as unknown as Host;
}

const LATER = 'Password expires\t\t\t\t\t: never\nAccount expires\t\t\t\t\t\t: Jan 01, 2999\n';
const CHANGE = 'Last password change\t\t: password must be changed\nPassword expires\t\t: password must be changed\n';
const OLD = 'Password expires\t\t: Mar 01, 2020\nAccount expires\t\t: never\n';
const OVER = 'Password expires\t\t: never\nAccount expires\t\t: Jan 01, 1970\n';

describe('whether a password of the account can count', () => {
  it.each([
    [{}, 'usable'],
    [{ chage: LATER }, 'usable'],
    [{ chage: CHANGE }, 'must-change'],
    [{ chage: OLD }, 'must-change'],
    [{ chage: OVER }, 'expired'],
    [{ passwd: 'L', chage: OVER }, 'locked'],
  ] as const)('of %j is %s', async (told, state) => {
    expect(await ownAccountState(hostOf(told))).toBe(state);
  });

  it('is said with what to do, before anybody is asked', async () => {
    expect(await checkAnswerable(hostOf({ chage: CHANGE }), false)).toMatch(/has expired\.\nChange it with passwd/);
    expect(await checkAnswerable(hostOf({ chage: OVER }), false)).toMatch(/chage -E -1 alice/);
    expect(await checkAnswerable(hostOf({}), false)).toBeUndefined();
  });

  it('is left open where another administrator may answer', async () => {
    const host = hostOf({ chage: CHANGE, sudo: 'alice,bob' });
    expect(await checkAnswerable(host, false)).toBeUndefined();
    expect(await checkAnswerable(host, true)).toMatch(/has expired/);
    expect(await accountProblem(host)).toMatch(/has expired/);
  });
});
