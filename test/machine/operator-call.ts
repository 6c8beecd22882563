import { execIn, type System } from './driver.js';

export interface Reply {
  readonly status: number;
  readonly error: string;
  readonly data: readonly unknown[];
}

export interface Call {
  readonly os: System;
  readonly user: string;
  readonly method: string;
  readonly signature: string;
  readonly args: readonly string[];
}

/** one method call with busctl, as it would be typed; nobody answers a prompt */
export async function callOperator({ os, user, method, signature, args }: Call): Promise<Reply> {
  const address = ['org.llmos.Operator1', '/org/llmos/Operator1', 'org.llmos.Operator1'];
  const argv = [
    'busctl',
    '--system',
    '--timeout=300',
    '--json=short',
    'call',
    '--',
    ...address,
    method,
    signature,
    ...args,
  ];
  const ran = await execIn(os, argv, user === 'root' ? {} : { user });
  if (ran.status !== 0) return { status: ran.status, error: ran.stderr.trim(), data: [] };
  const reply: { data: readonly unknown[] } = JSON.parse(ran.stdout);
  return { status: 0, error: '', data: reply.data };
}

export interface Output {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `Exec` with options in busctl's spelling: a count, then key, signature and value of each */
export async function execOperator(
  os: System,
  user: string,
  argv: readonly string[],
  options: readonly string[] = ['0'],
): Promise<Output> {
  const args = [String(argv.length), ...argv, ...options];
  const { error, data } = await callOperator({ os, user, method: 'Exec', signature: 'asa{sv}', args });
  if (error !== '') throw new Error(error);
  const [status, stdout, stderr] = data;
  return { status: Number(status), stdout: String(stdout), stderr: String(stderr) };
}
