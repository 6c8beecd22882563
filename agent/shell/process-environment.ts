import { homedir, userInfo } from 'node:os';
import type { Environment, ProgramOptions, ProgramResult } from './environment/environment.js';
import { localHost } from './host/local-host.js';
import { processTerminal } from './terminal/process-terminal.js';

/** the environment of a real llmsh, which operates the machine that it runs on */
export function processEnvironment(): Environment {
  const { uid, username } = whoAmI();
  const home = process.env['HOME'] || homedir();
  const account = { uid, userName: username, home, cwd: process.cwd(), runProgram };
  return { terminal: processTerminal(account), host: localHost(account) };
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

async function runProgram(file: string, args: readonly string[], options: ProgramOptions = {}): Promise<ProgramResult> {
  const { timeoutMs, inherit = false, exact = false } = options;
  // loaded where it is needed: most requests start no program
  const { execa } = await import('execa');
  const result = await execa(file, args, {
    reject: false,
    stripFinalNewline: !exact,
    stdin: inherit ? 'inherit' : 'ignore',
    ...(inherit ? { stdout: 'inherit' as const, stderr: 'inherit' as const } : {}),
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
  });
  if (result.exitCode === undefined) throw new Error(result.shortMessage ?? `${file} could not be started`);
  return { exitCode: result.exitCode, stdout: String(result.stdout ?? ''), stderr: String(result.stderr ?? '') };
}
