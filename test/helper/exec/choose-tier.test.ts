import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planExec } from '../../../helper/exec/choose-tier.js';
import { checkNoInterpreter, checkProgram } from '../../../helper/exec/programs.js';
import { displayArgv } from '../../../helper/exec/quote.js';
import type { Bounds } from '../../../helper/config/config.js';
import { BOUNDS, contextOf } from '../actions/call-action.js';
import { NO_UNITS } from '../actions/no-units.js';

const context = contextOf(NO_UNITS);
const stranger = contextOf(NO_UNITS, { ownTiers: false, ownTiersReason: 'it has no session' });
const root = contextOf(NO_UNITS, { uid: 0, ownTiers: false });

describe('planExec', () => {
  it('confines what nobody said more about', () => {
    expect(planExec({ argv: ['ls', '-l'] }, context)).toEqual({
      tier: 'confined',
      program: '/usr/bin/ls',
      cage: 'home',
      foreign: [],
    });
    expect(planExec({ argv: ['/usr/bin/ls'] }, context)).toMatchObject({ program: '/usr/bin/ls' });
    expect(planExec({ argv: ['/bin/ls'] }, context)).toMatchObject({ program: '/usr/bin/ls' });
  });

  it('never raises a tier by itself, and names the one that would do', () => {
    expect(() => planExec({ argv: ['bash', '-c', 'id'] }, context)).toThrow(/name the tier caller/);
    expect(() => planExec({ argv: ['/tmp/ls'] }, context)).toThrow(/not among/);
    expect(() => planExec({ argv: ['./ls'] }, context)).toThrow(/not among/);
    expect(() => planExec({ argv: ['ls', '-l'], user: 'root' }, context)).toThrow(/root_programs/);
    expect(() => planExec({ argv: ['ls'], user: 'root', tier: 'caller' }, context)).toThrow(/does not go with/);
  });

  it("reads nobody's files for a caller that is not a person at a session", () => {
    expect(planExec({ argv: ['ls'] }, stranger)).toMatchObject({ cage: 'files' });
    expect(() => planExec({ argv: ['bash'], tier: 'caller' }, stranger)).toThrow(/it has no session/);
  });

  it('never runs as the caller where the caller is root', () => {
    expect(planExec({ argv: ['ls'] }, root)).toMatchObject({ cage: 'files' });
    expect(() => planExec({ argv: ['bash'], tier: 'caller' }, root)).toThrow(/tier root/);
  });

  it('runs anything as the caller who asked for it', () => {
    expect(planExec({ argv: ['bash', '-c', 'id'], tier: 'caller' }, context)).toEqual({
      tier: 'caller',
      program: '/usr/bin/bash',
      cage: 'caller',
      foreign: [],
    });
    expect(planExec({ argv: ['/home/nobody/x'], tier: 'caller' }, context)).toMatchObject({
      program: '/home/nobody/x',
    });
    expect(() => planExec({ argv: ['no-such-program'], tier: 'caller' }, context)).toThrow(/no program/);
  });

  it('runs as root what is listed, as it is listed', () => {
    expect(planExec({ argv: ['sync'], user: 'root' }, context)).toEqual({
      tier: 'root',
      program: '/usr/bin/sync',
      cage: 'root',
      foreign: [],
    });
    expect(() => planExec({ argv: ['sync', '/x'], user: 'root' }, context)).toThrow(/allowed: sync/);
  });

  it('has no interpreter among what runs as root, even one that was listed', () => {
    for (const { path } of BOUNDS.rootPrograms.values()) expect(path).not.toMatch(/(sh|python|perl|env|sudo)$/);
    const rootPrograms: Bounds['rootPrograms'] = new Map([
      [
        'bash',
        {
          path: '/usr/bin/bash',
          enabled: true,
          forms: [{ words: ['-c', 'true'], options: {}, max_operands: 0, foreign: [] }],
        },
      ],
    ]);
    const listed = contextOf(NO_UNITS, {}, { ...BOUNDS, rootPrograms });
    expect(() => planExec({ argv: ['bash', '-c', 'true'], user: 'root' }, listed)).toThrow(/interpreters/);
    expect(() => checkNoInterpreter('/usr/bin/sh')).toThrow(/interpreters/);
  });

  it('refuses a program that others may have changed', () => {
    expect(() => checkProgram('/usr/bin/ls')).not.toThrow();
    expect(() => checkProgram('/usr/bin/none')).toThrow(/not installed/);
    const open = mkdtempSync(join(tmpdir(), 'program-'));
    writeFileSync(join(open, 'ls'), '#!/bin/true\n', { mode: 0o755 });
    expect(() => checkProgram(join(open, 'ls'))).toThrow(/not root's alone/);
    rmSync(open, { recursive: true });
  });
});

describe('displayArgv', () => {
  it('shows where each argument begins and ends', () => {
    expect(displayArgv(['a b', "c'd", '', '\n$(x)'])).toBe("'a b' 'c\\x27d' '' '\\x0a\\x24(x)'");
  });
});
