import { homedir, userInfo } from 'node:os';
import { loadCatalog } from '../../interfaces/catalog.js';
import { createPolkitAgent } from './environment/polkit-agent.js';
import { openTerminal } from './terminal/terminal.js';
import type { ProgramOptions, ProgramResult, Sink, Environment } from './environment/environment.js';

/** the world of a real llmsh */
export function processWorld(): Environment {
  const { uid, username } = whoAmI();
  return {
    env: process.env,
    cwd: process.cwd(),
    home: process.env['HOME'] || homedir(),
    uid,
    pid: process.pid,
    userName: username,
    stdin: process.stdin,
    stdout: sinkOf(process.stdout),
    stderr: sinkOf(process.stderr),
    root: '/',
    openTerminal,
    catalog: loadCatalog,
    // its library takes longer to load than node itself to start, and many commands need no bus
    connectBus: async () => await (await import('../operator-client/bus.js')).connectBus(),
    polkitAgent: () => createPolkitAgent(process.pid),
    runProgram,
    onInterrupt,
  };
}

// an account that only a container or `setpriv` knows has no name
function whoAmI(): { uid: number; username: string } {
  try {
    return userInfo();
  } catch {
    const uid = process.getuid?.() ?? 0;
    return { uid, username: String(uid) };
  }
}

function sinkOf(stream: NodeJS.WriteStream): Sink {
  // a reader that has left (`| head`) is no failure of ours
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    get isTTY() {
      return stream.isTTY;
    },
    get columns() {
      return stream.columns;
    },
    write: text =>
      new Promise(resolve => {
        stream.write(text, () => resolve());
      }),
  };
}

async function runProgram(file: string, args: readonly string[], options: ProgramOptions = {}): Promise<ProgramResult> {
  const { timeoutMs, inherit = false } = options;
  // loaded where it is needed: most requests start no program
  const { execa } = await import('execa');
  const result = await execa(file, args, {
    reject: false,
    stdin: inherit ? 'inherit' : 'ignore',
    ...(inherit ? { stdout: 'inherit' as const, stderr: 'inherit' as const } : {}),
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
  });
  if (result.exitCode === undefined) throw new Error(result.shortMessage ?? `${file} could not be started`);
  return { exitCode: result.exitCode, stdout: String(result.stdout ?? ''), stderr: String(result.stderr ?? '') };
}

function onInterrupt(listener: () => void): () => void {
  process.on('SIGINT', listener);
  return () => process.removeListener('SIGINT', listener);
}
