import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** mounts that nobody else sees: a process that holds a mount namespace of its own until it is stopped */
export class MountSpace {
  readonly #holder: ChildProcess;
  /** argv prefix that runs a command in this mount namespace */
  readonly enter: readonly string[];

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
    this.enter = ['nsenter', '-t', String(holder.pid), '-m', '--'];
  }

  /** `setup` is a shell script, run as root before anybody enters */
  static async start(setup: string): Promise<MountSpace> {
    const script = `set -e; ${setup}\necho ready; exec sleep 100000`;
    const argv = ['-m', '--propagation', 'private', 'sh', '-c', script];
    const holder = spawn('unshare', argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ready = await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit')]);
    if (!String(ready[0]).startsWith('ready')) throw new Error(`the mounts could not be made: ${setup}`);
    return new MountSpace(holder);
  }

  /** a path in here, for eyes outside */
  at(path: string): string {
    return `/proc/${this.#holder.pid}/root${path}`;
  }

  async sh(script: string): Promise<string> {
    const [program, ...argv] = [...this.enter, 'sh', '-euc', script];
    return (await run(program, argv)).stdout;
  }

  /** a process that goes on until it is killed */
  spawn(command: readonly string[]): ChildProcess {
    const [program = '', ...argv] = [...this.enter, ...command];
    return spawn(program, argv, { stdio: 'ignore' });
  }

  async stop(): Promise<void> {
    const ended = once(this.#holder, 'exit');
    this.#holder.kill('SIGKILL');
    await ended;
  }
}
