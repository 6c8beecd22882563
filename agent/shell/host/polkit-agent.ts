import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { displayText } from '../../../interfaces/display.js';
import type { AgentState, PolkitAgent } from '../environment/environment.js';
import { keepHidden } from '../terminal/hidden-input.js';

// descriptor 3 of the child
const NOTIFY = 3;
const READY_MS = 5000;
// a failing start closes the descriptor too, a moment before it can be seen to have ended
const SETTLE_MS = 100;

export function createPolkitAgent(pid: number, program = 'pkttyagent'): PolkitAgent {
  let child: ChildProcess | undefined;
  let release = (): void => {};
  const stop = (): void => {
    release();
    child?.kill('SIGTERM');
    child = undefined;
  };
  // it would outlive us and keep the terminal
  process.once('exit', stop);
  return {
    ensure: async () => {
      if (child && child.exitCode === null && child.signalCode === null) return { kind: 'ready' };
      const args = ['--process', String(pid), '--notify-fd', String(NOTIFY), '--fallback'];
      release();
      release = keepHidden(() => isAsking(child));
      child = spawn(program, args, { stdio: ['inherit', 'inherit', 'pipe', 'pipe'] });
      return await waitUntilReady(child);
    },
    stop: () => {
      process.removeListener('exit', stop);
      stop();
    },
  };
}

// the program that checks the password is its child for as long as it asks, of whichever thread
function isAsking(child: ChildProcess | undefined): boolean {
  const tasks = `/proc/${child?.pid}/task`;
  try {
    return readdirSync(tasks).some(task => readFileSync(join(tasks, task, 'children'), 'utf8').trim() !== '');
  } catch {
    return false;
  }
}

async function waitUntilReady(child: ChildProcess): Promise<AgentState> {
  let said = '';
  child.stderr?.on('data', (data: Buffer) => {
    said += data.toString('utf8');
  });
  const failed = new Promise<AgentState>(resolve => {
    const fail = (): void => resolve({ kind: 'failed', reason: displayText(said.trim().split('\n')[0] ?? '') });
    child.once('error', error => {
      said += error.message;
      fail();
    });
    child.once('exit', fail);
  });
  const notify = child.stdio[NOTIFY];
  const ready = new Promise<void>(resolve => {
    notify?.on('close', resolve);
    notify?.on('end', resolve);
    if (notify && 'resume' in notify) notify.resume();
  });
  const settled = ready.then(() => delay(SETTLE_MS)).then(() => ({ kind: 'ready' }) as const);
  const late = delay(READY_MS).then(() => ({ kind: 'failed', reason: 'it did not get ready' }) as const);
  return Promise.race([failed, settled, late]);
}

function delay(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms).unref();
  });
}
