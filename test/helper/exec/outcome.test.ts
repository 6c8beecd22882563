import { describe, expect, it } from 'vitest';
import { adviceFor, checkOutcome, signalName } from '../../../helper/exec/outcome.js';

const outcome = { result: 'exit-code', exitStatus: 0, signal: undefined };

describe('advice', () => {
  const denied = (path: string) => `tail: cannot open '${path}' for reading: Permission denied\n`;

  it('names the way to a file that may not be read, and nothing for another failure', () => {
    const path = '/var/log/app.log';
    expect(adviceFor(['tail', '-n', '5', path], denied(path))).toMatch(
      /^you may not read \/var\/log\/app\.log yourself: read_file/,
    );
    expect(adviceFor(['tail', path], `tail: ${path}: No such file or directory\n`)).toBe('');
    expect(adviceFor(['du', '.'], denied('./x'))).toBe('');
    expect(adviceFor(['tail', '/a'], denied('/b'))).toBe('');
  });
});

describe('checkOutcome', () => {
  it('takes any status for a result', () => {
    for (const exitStatus of [0, 1, 127, 203]) {
      expect(() => checkOutcome({ ...outcome, exitStatus }, { silent: false, timeoutS: 1 })).not.toThrow();
    }
  });

  it('tells a program that never ran from one that failed', () => {
    expect(() => checkOutcome({ ...outcome, exitStatus: 203 }, { silent: true, timeoutS: 1 })).toThrow(/did not run/);
    expect(() => checkOutcome({ ...outcome, exitStatus: 226 }, { silent: true, timeoutS: 1 })).toThrow(/cage/);
    expect(() => checkOutcome({ ...outcome, exitStatus: 1 }, { silent: true, timeoutS: 1 })).not.toThrow();
  });

  it('says a deadline', () => {
    expect(() => checkOutcome({ ...outcome, result: 'timeout' }, { silent: false, timeoutS: 7 })).toThrow(
      /after 7 seconds/,
    );
  });

  it('names signals', () => {
    expect([signalName(9), signalName(15), signalName(undefined)]).toEqual(['KILL', 'TERM', '']);
  });
});
