import { mkdtempSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Environment, Host, Terminal, Tty } from '../../../agent/shell/environment/environment.js';
import { testCatalog } from './test-catalog.js';

export interface TestWorld extends Environment {
  readonly out: string[];
  readonly err: string[];
  readonly questions: string[];
  readonly programs: string[][];
  interrupt(): void;
}

export interface WorldOptions extends Partial<Terminal & Host> {
  /** lines that the person types at the terminal, in order; no terminal where it is absent */
  readonly answers?: (string | undefined)[];
  /** a host that is another machine in these */
  readonly other?: Partial<Host>;
}

/** a world without a machine: everything that goes in and out is in plain sight */
export function testWorld({ answers, env, other, ...rest }: WorldOptions = {}): TestWorld {
  const [out, err, questions, programs]: [string[], string[], string[], string[][]] = [[], [], [], []];
  const listeners = new Set<() => void>();
  const root = mkdtempSync(join(tmpdir(), 'llmsh-world-'));
  const ask = typing(answers ?? [], questions);
  const local: Terminal & Host = {
    // state between two runs stays out of the home that is only played
    env: { XDG_STATE_HOME: join(root, 'state'), ...env },
    cwd: '/home/alice/work',
    home: '/home/alice',
    uid: testUid(),
    pid: process.pid,
    userName: 'alice',
    desktop: env?.['DISPLAY'] !== undefined || env?.['WAYLAND_DISPLAY'] !== undefined,
    stdin: Object.assign(Readable.from([]), { isTTY: true }),
    stdout: { write: async text => void out.push(text) },
    stderr: { write: async text => void err.push(text) },
    root,
    openTty: () =>
      answers === undefined
        ? undefined
        : { ask, editRequest: async () => await ask('llmsh> ', new AbortController().signal) },
    loadCatalog: () => testCatalog,
    connectBus: () => Promise.reject(new Error('no bus here')),
    polkitAgent: () => ({ ensure: async () => ({ kind: 'ready' }), stop: () => {} }),
    runProgram: async (file, args) => {
      programs.push([file, ...args]);
      return { exitCode: 1, stdout: '', stderr: '' };
    },
    isReplaced: () => false,
    onInterrupt: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ...rest,
  };
  const interrupt = (): void => listeners.forEach(listener => listener());
  return { out, err, questions, programs, interrupt, terminal: local, host: { ...local, ...other } };
}

function typing(answers: readonly (string | undefined)[], questions: string[]): Tty['ask'] {
  const typed = [...answers];
  return async question => {
    questions.push(question);
    return typed.shift();
  };
}

/** root makes no plans, so a test that runs as root plays somebody else */
export function testUid(): number {
  return userInfo().uid === 0 ? 1000 : userInfo().uid;
}
