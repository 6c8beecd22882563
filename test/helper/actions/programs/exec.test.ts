import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Action } from '../../../../helper/action/action.js';
import { buildExec } from '../../../../helper/actions/programs/exec.js';
import { VerifiedSandboxes } from '../../../../helper/system/sandbox/probe.js';
import { NOBODY, callAction, contextOf, prepareAction } from '../call-action.js';
import { ExecUnits } from '../exec-units.js';

let directory: string;
let units: ExecUnits;
let exec: Action;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'proofs-'));
  units = new ExecUnits();
  exec = buildExec(new VerifiedSandboxes({ directory }));
});
afterEach(() => rmSync(directory, { recursive: true }));

function property(name: string): unknown[] {
  return (units.runs[0]?.properties ?? []).filter(([key]) => key === name).map(([, { value }]) => value);
}

describe('exec', () => {
  it('runs a listed program confined, as the person, with nothing to write', async () => {
    const { tier, result, details } = await callAction(exec, { argv: ['ls', '-l'] }, contextOf(units));
    expect(tier).toBe('exec-confined');
    expect(result).toEqual({ exit_status: 0, stdout: 'out', stderr: '', truncated: false });
    expect(details).toMatchObject({
      argv: '["ls","-l"]',
      display_argv: "'ls' '-l'",
      program: '/usr/bin/ls',
      cage: 'home',
    });
    expect(units.runs[0]).toMatchObject({ program: '/usr/bin/ls', argv: ['ls', '-l'], io: 'streams' });
    expect(property('User')).toEqual([String(NOBODY)]);
    expect(property('Slice')).toEqual([`user-${NOBODY}.slice`]);
    expect(property('PAMName')).toEqual([]);
    expect(property('ReadWritePaths')).toEqual([]);
    expect(property('WorkingDirectory')).toEqual(['-/home/nobody']);
  });

  it('runs the rest as the person only when asked for by name', async () => {
    await expect(prepareAction(exec, { argv: ['bash'] }, contextOf(units))).rejects.toThrow(/tier caller/);
    const { tier } = await callAction(exec, { argv: ['bash', '-c', 'id'], tier: 'caller' }, contextOf(units));
    expect(tier).toBe('exec-as-caller');
    expect(property('ReadWritePaths')).toEqual([['-/home/nobody', '/tmp', '/var/tmp']]);
    expect(property('RestrictAddressFamilies')).toEqual([[true, []]]);
  });

  it('takes no argument that stands for bytes which are no text', async () => {
    const asked = { argv: ['rm', 'caf\uFFFD'], tier: 'caller' };
    await expect(prepareAction(exec, asked, contextOf(units))).rejects.toThrow(/stands for bytes that are no text/);
    expect(units.runs).toEqual([]);
  });

  it('runs as root in no cage, and proves none for it', async () => {
    const { tier, details } = await callAction(exec, { argv: ['sync'], user: 'root' }, contextOf(units));
    expect({ tier, cage: details['cage'] }).toEqual({ tier: 'exec-as-root', cage: 'root' });
    expect(units.probes).toBe(0);
    expect(property('Environment')).toEqual([expect.arrayContaining(['SYSTEMD_PAGER=cat', 'LANG=C.UTF-8'])]);
  });

  it('proves a cage once, and again for another set of properties', async () => {
    await callAction(exec, { argv: ['ls'] }, contextOf(units));
    await callAction(exec, { argv: ['cat', '/x'] }, contextOf(units));
    expect(units.probes).toBe(2);
    await callAction(exec, { argv: ['ls'] }, contextOf(units, { uid: 4242 }));
    await callAction(exec, { argv: ['date'] }, contextOf(units));
    expect(units.probes).toBe(6);
    // another helper of the same boot
    exec = buildExec(new VerifiedSandboxes({ directory }));
    await callAction(exec, { argv: ['ls'] }, contextOf(units));
    expect(units.probes).toBe(6);
  });

  it('runs nothing in a cage that does not hold, and asks nobody', async () => {
    for (const report of [{}, { ...units.report, seccomp: '0' }, { ...units.report, sockets: { unix: 'open' } }]) {
      units.report = report;
      await expect(prepareAction(exec, { argv: ['ls'] }, contextOf(units))).rejects.toThrow(/nothing runs in it/);
    }
    expect(units.runs).toEqual([]);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('reports a signal, a deadline and what was cut', async () => {
    units.outcome = { result: 'signal', exitStatus: -1, signal: 15 };
    expect(await callAction(exec, { argv: ['ls'] }, contextOf(units))).toMatchObject({
      result: { exit_status: -1, signal: 'TERM' },
    });
    units.stdout = [Buffer.alloc(500_000, 'x')];
    expect((await callAction(exec, { argv: ['ls'] }, contextOf(units))).result).toMatchObject({ truncated: true });
    units.outcome = { result: 'timeout', exitStatus: -1, signal: 15 };
    await expect(callAction(exec, { argv: ['ls'], timeout_s: 5 }, contextOf(units))).rejects.toThrow(/after 5 seconds/);
    expect(units.runs.at(-1)?.timeoutMs).toBe(5000);
  });

  it('keeps input out of the details and the preview', async () => {
    const given = { argv: ['wc'], stdin: 'hunter2' };
    const { details, preview } = await prepareAction(exec, given, contextOf(units));
    expect(JSON.stringify([details, preview])).not.toContain('hunter2');
    expect(details['display_stdin']).toMatch(/^input of sha256 [0-9a-f]{64}$/);
  });

  it.each([
    [{ argv: [] }, /argv/],
    [{ argv: ['ls'], user: 'bob' }, /user/],
    [{ argv: ['ls'], cwd: 'here' }, /cwd: must be/],
    [{ argv: ['ls'], cwd: '/a/../b' }, /cwd: must be/],
    [{ argv: ['ls'], timeout_s: 86_000 }, /operator.toml allows/],
    [{ argv: ['ls'], stdin: 'x'.repeat(300_000) }, /stdin: longer/],
    [{ argv: ['ls'], shell: true }, /shell/],
  ])('refuses %j', async (given, message) => {
    await expect(prepareAction(exec, given, contextOf(units))).rejects.toThrow(message);
    expect(units.requests).toEqual([]);
  });

  it('starts in the directory of the call, and says which in the details', async () => {
    const { details } = await callAction(exec, { argv: ['ls'], cwd: '/srv//data/' }, contextOf(units));
    expect(details['cwd']).toBe('/srv/data');
    expect(property('WorkingDirectory')).toEqual(['-/srv/data']);
  });
});
