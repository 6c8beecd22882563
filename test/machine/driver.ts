import { spawn } from 'node:child_process';
import { join } from 'node:path';

export type System = 'trixie' | 'bookworm' | 'trixie-vm';

const vm = process.env['LLMOS_VM'] === '1';
/** a virtual machine is ten times slower, and has what a container has not: a kernel of its own, cgroup v2 */
export const systemsOfAttacks: readonly System[] = vm ? ['trixie-vm'] : ['trixie', 'bookworm'];

// files that run side by side have a machine each
const worker = process.env['VITEST_POOL_ID'] ?? '';
if (process.env['LLMOS_MACHINES']) process.env['LLMOS_MACHINE'] = `${process.env['LLMOS_MACHINE'] ?? ''}-${worker}`;

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface How {
  /** a login session at the seat; root without one */
  readonly user?: string;
  readonly input?: string | Uint8Array;
}

// everything here is started from the top of the checkout
const script = join(process.cwd(), 'test/machine/machine.sh');

function run(args: readonly string[], input: string | Uint8Array): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', [script, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', status => {
      resolve({ status: status ?? -1, stdout: String(Buffer.concat(stdout)), stderr: String(Buffer.concat(stderr)) });
    });
    // a command that does not read its input may be gone before it is written
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** boots the machine where it is down, with the present package in it */
export async function up(os: System, ...options: readonly string[]): Promise<void> {
  const started = await run(['up', '--os', os, ...options], '');
  if (started.status !== 0) throw new Error(`the ${os} machine did not come up: ${started.stderr}`);
}

export async function down(os: System): Promise<void> {
  await run(['down', '--os', os], '');
}

/** boots it again; its changes are kept */
export async function reboot(os: System): Promise<void> {
  const booted = await run(['reboot', '--os', os], '');
  if (booted.status !== 0) throw new Error(`the ${os} machine did not come up again: ${booted.stderr}`);
}

export function execIn(os: System, argv: readonly string[], how: How = {}): Promise<Ran> {
  const user = how.user === undefined ? [] : ['--user', how.user];
  return run(['exec', '--os', os, ...user, '--', ...argv], how.input ?? '');
}

/** runs a shell script in the machine, as root, and fails loudly where it fails */
export async function shIn(os: System, text: string): Promise<string> {
  const ran = await execIn(os, ['sh', '-euc', text]);
  if (ran.status !== 0) throw new Error(`exit status ${ran.status}: ${text}\n${ran.stdout}${ran.stderr}`);
  return ran.stdout;
}
