import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatRevert } from '../../../helper/checkpoint/revert-file.js';
import type { RevertCommand } from '../../../helper/call/context.js';

const SCRIPT = join(process.cwd(), 'packaging/revert');
const [FIRST, SECOND, THIRD] = ['aaaaaaaa-00000001', 'aaaaaaab-00000001', 'aaaaaaac-00000001'];

describe('the script that takes changes back', () => {
  let state = '';
  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'llmos-revert-'));
    mkdirSync(join(state, 'reverts'));
    // notes what systemctl would be told; fails for a unit that is called so
    writeFileSync(
      join(state, 'systemctl'),
      `#!/bin/sh\nprintf '%s\\n' "$*" >>${state}/told\ncase $* in *broken*) exit 1 ;; esac\n`,
    );
    chmodSync(join(state, 'systemctl'), 0o755);
  });
  afterEach(() => rmSync(state, { recursive: true, force: true }));

  const put = (record: string, commands: readonly RevertCommand[], name = record): void => {
    const facts = { uid: 1000, loginUid: undefined, action: 'manage-unit', summary: 'stop $(touch x); it' };
    writeFileSync(join(state, 'reverts', name), formatRevert({ record, commands, ...facts }, 0n));
  };
  const run = (...options: string[]): string[] => {
    const env = { PATH: `${state}:/usr/bin:/bin`, LLMOS_STATE: state, LLMOS_PATIENCE: '0' };
    execFileSync('sh', [SCRIPT, ...options], { env, stdio: 'ignore' });
    const told = readFileSync(join(state, 'told'), 'utf8').trim().split('\n');
    return told.map(line => line.replace('--no-ask-password --quiet ', '').trimEnd());
  };
  const left = (folder: string): string[] => readdirSync(join(state, folder)).toSorted();

  it('takes the latest back first, and moves each away', () => {
    put(FIRST, [{ verb: 'start', unit: 'ssh.service' }]);
    put(SECOND, [
      { verb: 'unmask', unit: 'ssh.service' },
      { verb: 'start', unit: 'ssh.service' },
    ]);
    expect(run()).toEqual(['unmask -- ssh.service', 'start -- ssh.service', 'start -- ssh.service']);
    expect([left('reverts'), left('reverted')]).toEqual([[], [FIRST, SECOND]]);
  });

  it('takes back one change and leaves another one its time, unless it is a later one of the same unit', () => {
    put(FIRST, [{ verb: 'start', unit: 'ssh.service' }]);
    put(SECOND, [{ verb: 'start', unit: 'cron.service' }]);
    put(THIRD, [{ verb: 'unmask', unit: 'ssh.service' }]);
    expect(run(FIRST)).toEqual(['unmask -- ssh.service', 'start -- ssh.service']);
    expect([left('reverts'), left('reverted')]).toEqual([[SECOND], [FIRST, THIRD]]);
  });

  it('leaves earlier changes of the same unit their time', () => {
    put(FIRST, [{ verb: 'start', unit: 'ssh.service' }]);
    put(SECOND, [{ verb: 'unmask', unit: 'ssh.service' }]);
    expect(run(SECOND)).toEqual(['unmask -- ssh.service']);
    expect(left('reverts')).toEqual([FIRST]);
  });

  it('takes back nothing for a change that was confirmed', () => {
    put(FIRST, [{ verb: 'start', unit: 'ssh.service' }]);
    writeFileSync(join(state, 'told'), '');
    expect(run(SECOND)).toEqual(['']);
    expect(left('reverts')).toEqual([FIRST]);
  });

  it('passes properties as they were', () => {
    put(FIRST, [{ verb: 'set-property', unit: 'ssh.service', values: ['CPUQuota=', 'MemoryMax=infinity'] }]);
    expect(run()).toEqual(['set-property -- ssh.service CPUQuota= MemoryMax=infinity']);
  });

  it('tries a command that fails five times, goes on, and says that it failed', () => {
    put(FIRST, [
      { verb: 'start', unit: 'broken.service' },
      { verb: 'start', unit: 'ssh.service' },
    ]);
    expect(run()).toEqual([...Array.from({ length: 5 }, () => 'start -- broken.service'), 'start -- ssh.service']);
    expect(left('reverted')).toEqual([`${FIRST}.failed`]);
  });

  it('finishes what a power cut left half taken back, and waits for no job at boot', () => {
    put(FIRST, [{ verb: 'start', unit: 'ssh.service' }], `${FIRST}.due`);
    expect(run('--boot')).toEqual(['--no-block start -- ssh.service']);
    expect([left('reverts'), left('reverted')]).toEqual([[], [FIRST]]);
  });

  it('runs nothing but the seven words, whatever a file holds', () => {
    writeFileSync(join(state, 'reverts', FIRST), '# {}\nlink /tmp/evil.service\nstart ssh.service\n--root=/tmp x\n');
    writeFileSync(join(state, 'reverts', 'evil;x'), 'start evil.service\n');
    expect(run()).toEqual(['start -- ssh.service']);
  });

  it('never gets a word with a space or the end of a line into its file', () => {
    for (const unit of ['a b.service', 'a\nstop.service', '-x.service', '$(x).service', '']) {
      expect(() => put(FIRST, [{ verb: 'start', unit }])).toThrow('not the name of a unit');
    }
  });
});
