import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { EXIT, ShellError } from '../environment/exit-codes.js';

const START_MS = 15_000;
const STEP_MS = 50;

export interface UncagedAgent {
  readonly socketPath: string;
  stop(): Promise<void>;
}

/** the model server as our own child, without the cage that only a user manager can put up; asked for by name only */
export async function startUncagedAgent(env: Readonly<Record<string, string | undefined>>): Promise<UncagedAgent> {
  // 0700, made by us: nobody else can put a socket there
  const directory = await mkdtemp(join(tmpdir(), 'llm-os-'));
  const socketPath = join(directory, 'agent.sock');
  const program = fileURLToPath(new URL('../../server/main.js', import.meta.url));
  const child = spawn(process.execPath, [program, '--socket', socketPath, '--uncaged-agent'], {
    stdio: ['ignore', 'ignore', 'ignore'],
    env,
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await rm(directory, { recursive: true, force: true });
  };
  process.once('exit', () => child.kill('SIGKILL'));
  if (await appears(socketPath, child)) return { socketPath, stop };
  await stop();
  throw new ShellError(EXIT.noModel, 'the language model could not be started without its cage; install llm-os again');
}

async function appears(path: string, child: ChildProcess): Promise<boolean> {
  let failed = false;
  child.once('error', () => {
    failed = true;
  });
  for (let waited = 0; waited < START_MS && !failed && child.exitCode === null; waited += STEP_MS) {
    if (existsSync(path)) return true;
    await sleep(STEP_MS);
  }
  return false;
}
