import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Action } from '../../../../helper/action/action.js';
import { buildExec } from '../../../../helper/actions/programs/exec.js';
import { buildLook } from '../../../../helper/actions/programs/look.js';
import { VerifiedSandboxes } from '../../../../helper/system/sandbox/probe.js';
import { NOBODY, callAction, contextOf, prepareAction } from '../call-action.js';
import { ExecUnits } from '../exec-units.js';

let directory: string;
let units: ExecUnits;
let look: Action;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'proofs-'));
  units = new ExecUnits();
  look = buildLook(new VerifiedSandboxes({ directory }));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function property(name: string): unknown[] {
  return (units.runs[0]?.properties ?? []).filter(([key]) => key === name).map(([, { value }]) => value);
}

describe('look', () => {
  it('runs text in a shell as the person, with nothing to write and nobody to signal', async () => {
    const { tier, result, details } = await callAction(look, { script: 'ls | wc -l' }, contextOf(units));
    expect(tier).toBe('look');
    expect(result).toEqual({ exit_status: 0, stdout: 'out', stderr: '', truncated: false });
    expect(details).toMatchObject({ script: 'ls | wc -l', display_script: 'ls | wc -l', cage: 'look' });
    expect(units.runs[0]).toMatchObject({ program: '/usr/bin/perl', io: 'streams' });
    expect(units.runs[0]?.stdin).toBe('ls | wc -l');
    expect(units.runs[0]?.argv.join(' ')).not.toContain('wc -l');
    expect(property('User')).toEqual([String(NOBODY)]);
    expect(property('ReadWritePaths')).toEqual([]);
    expect(property('ProtectHome')).toEqual(['read-only']);
    expect(property('RestrictAddressFamilies')).toEqual([[true, ['AF_NETLINK']]]);
    expect(JSON.stringify(property('SystemCallFilter'))).toContain('pidfd_send_signal');
    expect(JSON.stringify(property('SystemCallFilter'))).toContain('flock');
    expect(JSON.stringify(property('TemporaryFileSystem'))).toContain('/dev/pts');
    expect(property('WorkingDirectory')).toEqual(['-/home/nobody']);
  });

  it('proves its cage first, and runs nothing where that does not hold', async () => {
    await prepareAction(look, { script: 'true' }, contextOf(units));
    expect(units.probes).toBe(2);
    units.report = { ...units.report, writable: ['/tmp'] };
    rmSync(directory, { recursive: true, force: true });
    await expect(callAction(look, { script: 'true' }, contextOf(units))).rejects.toThrow(/\/tmp is writable/);
    expect(units.runs).toEqual([]);
  });

  it('hides from a look whatever is hidden from a program that runs as the person', async () => {
    await callAction(look, { script: 'true' }, contextOf(units));
    const hidden = property('InaccessiblePaths');
    units = new ExecUnits();
    const exec = buildExec(new VerifiedSandboxes({ directory }));
    await callAction(exec, { argv: ['ls'] }, contextOf(units));
    expect(hidden.length).toBeGreaterThan(0);
    expect(property('InaccessiblePaths')).toEqual(hidden);
  });

  it('looks as nobody in particular for who may not run things as itself', async () => {
    const context = contextOf(units);
    const sandboxed = { ...context, subject: { ...context.subject, ownTiers: false } };
    const { details } = await callAction(look, { script: 'id' }, sandboxed);
    expect(details).toMatchObject({ cage: 'system', cwd: '/' });
    expect(property('DynamicUser')).toEqual([true]);
    expect(JSON.stringify(property('TemporaryFileSystem'))).toContain('/dev/pts');
  });

  it('takes text that is longer than a prompt shows, and cuts it there', async () => {
    const script = `echo ${'x'.repeat(5000)}`;
    const { details } = await callAction(look, { script }, contextOf(units));
    expect(details['display_script']).toMatch(/^echo x{295} \.\.\. \(5005 characters\)$/);
    expect(units.runs[0]?.stdin).toBe(script);
  });

  it('refuses a place that is no absolute path, and text that is too long', async () => {
    await expect(prepareAction(look, { script: 'ls', cwd: 'x' }, contextOf(units))).rejects.toThrow(/cwd/);
    await expect(prepareAction(look, { script: 'x'.repeat(16_385) }, contextOf(units))).rejects.toThrow(/script/);
  });
});
