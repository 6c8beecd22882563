import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseStat, parseUnit, readProcess, wholeName } from '../../../helper/worker/process-facts.js';
import { listProcesses, userNames } from '../../../helper/worker/process-list.js';
import type { ProcessReply, SignalRequest } from '../../../helper/worker/process-protocol.js';
import { answer } from '../../../helper/worker/processes.js';

const STAT = (name: string) =>
  `42 (${name}) S 1 42 42 0 -1 4194560 1 2 3 4 50 7 0 0 20 0 1 0 98765 1000 200 18446744073709551615`;

describe('facts of a process', () => {
  it.each(['sleep', 'a) S 1 (b', '((', 'two words', 'new\nline', ') R 0'])('survive the name %j', name => {
    expect(parseStat(STAT(name))).toEqual({ name, state: 'S', kernel: false, cpuTicks: 57, start: '98765' });
  });

  it.each([
    ['gnome-terminal-', '/usr/libexec/gnome-terminal-server\0--x\0', 'gnome-terminal-server'],
    ['long-script-nam', 'python3\0/opt/long-script-name.py\0', 'long-script-name.py'],
    ['short', '/usr/bin/shorter\0', 'short'],
    ['gnome-terminal-', '/bin/other\0', 'gnome-terminal-'],
    ['gnome-terminal-', '', 'gnome-terminal-'],
    ['gnome-terminal-', `gnome-terminal-${'x'.repeat(60)}\0`, 'gnome-terminal-'],
  ])('give %s, started as %j, the name %s', (kept, words, name) => {
    expect(wholeName(kept, () => words)).toBe(name);
  });

  it('tell a thread of the kernel by its flag', () => {
    expect(parseStat('2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0 0').kernel).toBe(true);
  });

  it.each([
    ['0::/system.slice/web.service', 'web.service'],
    ['0::/system.slice/system-getty.slice/getty@tty1.service', 'getty@tty1.service'],
    ['0::/user.slice/user-1000.slice/user@1000.service/app.slice/x.service', 'user@1000.service'],
    ['4:memory:/other.service\n1:name=systemd:/user.slice/user-1.slice/session-2.scope\n0::/', 'session-2.scope'],
    ['0::/', ''],
    ['', ''],
  ])('find the unit in %j', (text, unit) => {
    expect(parseUnit(text)).toBe(unit);
  });

  it('map users by their number', () => {
    expect(userNames('root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n\n').get(1000)).toBe('alice');
  });
});

describe('the list', () => {
  it('finds a program by a name that the kernel cut', async () => {
    const program = join(mkdtempSync(join(tmpdir(), 'cut-')), 'a-program-with-a-long-name');
    copyFileSync('/bin/sleep', program);
    const child = spawn(program, ['60']);
    await once(child, 'spawn');
    const found = listProcesses({ op: 'list', match: 'a-program-with-a-long-name', sort: 'pid', limit: 5 });
    child.kill();
    expect(found.processes).toMatchObject([{ pid: child.pid, name: 'a-program-with-a-long-name' }]);
  });

  it('holds who started us but not us, counts all matches and cuts at the limit', () => {
    const all = listProcesses({ op: 'list', match: '', sort: 'pid', limit: 500 });
    const pids = all.processes.map(row => row.pid);
    expect(pids).toContain(process.ppid);
    expect(pids).not.toContain(process.pid);
    const few = listProcesses({ op: 'list', match: '', sort: 'memory', limit: 2 });
    expect(few.processes).toHaveLength(2);
    expect(few.total).toBeGreaterThan(1);
    expect(few.processes[0]?.memory_kb).toBeGreaterThanOrEqual(few.processes[1]?.memory_kb ?? 0);
    expect(listProcesses({ op: 'list', match: String(process.ppid), sort: 'cpu', limit: 5 }).total).toBe(1);
  });
});

describe('a signal', () => {
  let child: ChildProcess;
  let request: SignalRequest;

  beforeEach(() => {
    child = spawn('sleep', ['60']);
    const reply = answer({ op: 'look', pid: child.pid ?? 0 });
    if (reply.op !== 'process') throw new Error('the child is not to be seen');
    const { pid, start, name, uids, unit } = reply.facts;
    request = { op: 'signal', expected: { pid, start, name, uids, unit }, signal: 'TERM' };
  });

  afterEach(() => {
    child.kill('SIGKILL');
  });

  const isAlive = (): boolean => /^[RSD]$/.test(readProcess(child.pid ?? 0)?.state ?? '');
  const changed = (part: Partial<SignalRequest['expected']>): ProcessReply =>
    answer({ ...request, expected: { ...request.expected, ...part } });

  it('does not reach a process that took over the number', () => {
    expect(changed({ start: '1' })).toEqual({ op: 'changed' });
    expect(isAlive()).toBe(true);
  });

  it('does not reach a process that changed its user, unit or program', () => {
    expect(changed({ uids: [7, 7, 7] })).toEqual({ op: 'changed' });
    expect(changed({ uids: [] })).toEqual({ op: 'changed' });
    expect(changed({ unit: 'other.service' })).toEqual({ op: 'changed' });
    expect(changed({ name: 'other' })).toEqual({ op: 'changed' });
    expect(isAlive()).toBe(true);
  });

  it('reaches the very process that was shown, and says what became of it', () => {
    expect(answer({ ...request, signal: 'STOP' })).toEqual({ op: 'sent', state: 'stopped' });
    expect(answer({ ...request, signal: 'KILL' })).toEqual({ op: 'sent', state: 'gone' });
  });

  it('finds nobody where nobody is', () => {
    expect(changed({ pid: 4_194_303 })).toEqual({ op: 'gone' });
    expect(answer({ op: 'look', pid: 4_194_303 })).toEqual({ op: 'gone' });
  });
});
