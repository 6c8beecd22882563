import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { System } from './driver.js';

// everything here is started from the top of the checkout
const script = join(process.cwd(), 'test/machine/machine.sh');
// colours, cursor movements and titles are for eyes
// oxlint-disable-next-line no-control-regex
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
// oxlint-disable-next-line no-control-regex
const REDRAWN = /[^\n]*\r\u001b\[K/g;

// a session that ends hangs its terminal up, and the last words that nobody has read yet go with it
const LINGERING = ['sh', '-c', 'trap : INT; "$@"; status=$?; sleep 0.5; exit $status', 'sh'];

function plain(text: string): string {
  return text.replace(ESCAPES, '').replaceAll('\r', '');
}

/** a person's login session at the seat, with a terminal that a test reads and types on */
export class Terminal {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<number>;
  #seen = '';
  #read = 0;
  #changed: () => void = () => undefined;

  constructor(os: System, user: string, argv: readonly string[]) {
    this.#child = spawn('sh', [script, 'exec', '--os', os, '--user', user, '--tty', '--', ...LINGERING, ...argv]);
    const take = (chunk: Buffer): void => {
      this.#seen += String(chunk);
      this.#changed();
    };
    this.#child.stdout.on('data', take);
    this.#child.stderr.on('data', take);
    this.#child.stdin.on('error', () => undefined);
    this.#ended = new Promise(resolve => {
      this.#child.on('close', status => {
        resolve(status ?? -1);
        this.#changed();
      });
    });
  }

  /** every byte that came, for who looks for bytes that no terminal should get */
  get raw(): string {
    return this.#seen;
  }

  /** everything that was shown, without escape codes and without what was drawn over */
  get transcript(): string {
    return plain(this.#seen.replace(REDRAWN, ''));
  }

  /** waits until the pattern stands after what was waited for before; what was shown up to it comes back */
  async waitFor(pattern: RegExp, timeoutMs = process.env['LLMOS_VM'] === '1' ? 600_000 : 60_000): Promise<string> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const fresh = plain(this.#seen).slice(this.#read);
      const match = pattern.exec(fresh);
      if (match !== null) {
        this.#read += match.index + match[0].length;
        return fresh.slice(0, match.index + match[0].length);
      }
      const left = deadline - Date.now();
      if (left <= 0 || this.#child.exitCode !== null) {
        throw new Error(`${String(pattern)} was not seen on the terminal:\n${this.transcript}`);
      }
      await this.#change(Math.min(left, 500));
    }
  }

  type(text: string): void {
    this.#child.stdin.write(text);
  }

  /** the command's exit status, once it has ended */
  ended(): Promise<number> {
    return this.#ended;
  }

  async close(): Promise<void> {
    this.#child.stdin.end();
    this.#child.kill('SIGTERM');
    await this.#ended;
  }

  #change(timeoutMs: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#changed = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
