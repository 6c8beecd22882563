import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findModel } from '../../agent/models/table.js';

/** why there is no model to test with, or where it is */
export function modelFor(name: string): { directory: string } | { missing: string } {
  const entry = findModel(name);
  const directories = [process.env['LLMOS_MODELS'], `${process.env['LLMOS_CACHE'] ?? '/var/cache/llm-os'}/models`];
  const found = directories.find(
    directory => directory !== undefined && existsSync(join(directory, entry?.file ?? '-')),
  );
  if (found !== undefined) return { directory: found };
  return { missing: `no ${entry?.file} in ${directories.filter(Boolean).join(' or ')}: npm test fetches it` };
}

/** the agent's own process, without a cage, on a socket of its own */
export class AgentProcess {
  readonly socket: string;
  readonly cache: string;
  readonly log: string[] = [];
  private readonly folder: string;
  private readonly child: ChildProcess;

  constructor(options: { models: string; cache?: string; env?: Record<string, string>; main?: string }) {
    this.folder = mkdtempSync(join(tmpdir(), 'llmos-agent-'));
    this.socket = join(this.folder, 'agent.sock');
    this.cache = options.cache ?? this.folder;
    const main = options.main ?? fileURLToPath(new URL('../../agent/server/main.js', built(import.meta.url)));
    this.child = spawn(process.execPath, ['--jitless', main, '--socket', this.socket, '--uncaged-agent'], {
      env: { ...process.env, LLMOS_MODELS: options.models, CACHE_DIRECTORY: this.cache, ...options.env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child.stderr?.on('data', (chunk: Buffer) => this.log.push(chunk.toString()));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get exitCode(): number | null {
    return this.child.exitCode;
  }

  get signalled(): string | null {
    return this.child.signalCode;
  }

  async ready(): Promise<this> {
    for (let tries = 0; tries < 200 && !existsSync(this.socket); tries++) await sleep(50);
    if (!existsSync(this.socket)) throw new Error(`the agent did not start: ${this.log.join('')}`);
    return this;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = new Promise(resolve => this.child.once('exit', resolve));
      this.child.kill('SIGKILL');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
    // a library that somebody built here is another one than what is shipped
    if (/not the prebuilt library/.test(this.log.join('')))
      throw new Error('no figure counts: the library is a local build');
  }

  /** sends a body; the answer is for the caller to read or to leave */
  send(body: unknown, signal?: AbortSignal): Promise<IncomingMessage> {
    const options = { socketPath: this.socket, path: '/v1/chat/completions', method: 'POST', signal };
    return new Promise((resolve, reject) => {
      const outgoing = request(options, resolve);
      outgoing.on('error', reject);
      outgoing.end(JSON.stringify(body));
    });
  }
}

// the tests run from the sources, the agent from their build
function built(url: string): string {
  return url.includes('/dist/') ? url : new URL('../../dist/test/model/', url).href;
}

export function sleep(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}
