import { buildSync } from 'esbuild';
import { chmodSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeFrame, FrameDecoder } from '../../../../helper/worker/frames.js';
import type {
  Actor,
  ApplyReply,
  PlanReply,
  RehearsalChange,
  RehearsalFailure,
  RehearsalRequest,
  RehearseReply,
  RehearseRequest,
} from '../../../../helper/worker/rehearsal/protocol.js';
import type { RunningUnit } from '../../../../helper/system/units/unit-starter.js';
import { LocalUnits } from '../local-units.js';

export const AS_ROOT: Actor = { as: 'root', uid: 0, gid: 0, groups: [] };
export const AS_SOMEBODY: Actor = { as: 'caller', uid: 4242, gid: 4242, groups: [4242] };

const TIMEOUT_MS = 30_000;
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/' };

/** the program of a rehearsal as it is shipped, in mounts of its own; systemd's part of the walls is not there */
export class Bench {
  readonly directory = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  readonly #units: LocalUnits;
  #count = 0;

  constructor() {
    chmodSync(this.directory, 0o755);
    const outfile = join(this.directory, 'rehearsal.mjs');
    const entry = new URL('../../../../helper/worker/program/main.ts', import.meta.url).pathname;
    buildSync({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', target: 'node20', outfile });
    this.#units = new LocalUnits(outfile, ['unshare', '--mount', '--propagation', 'private', '--']);
  }

  /** an empty directory that only root may look into */
  place(): string {
    const path = join(this.directory, `place-${this.#count++}`);
    mkdirSync(path, { mode: 0o700 });
    return path;
  }

  async rehearse(script: string, more: Partial<RehearseRequest> = {}): Promise<RehearseReply | RehearsalFailure> {
    const common = {
      op: 'rehearse',
      stdin: '',
      cwd: '/',
      environment: ENVIRONMENT,
      actor: AS_ROOT,
      denied: [],
      live: [],
    } as const;
    const limits = { timeoutMs: TIMEOUT_MS, maxOutputBytes: 65_536 };
    const reply = await this.ask<RehearseReply>({ ...common, script, store: this.place(), ...limits, ...more });
    return reply;
  }

  /** kills the program so many milliseconds after a file is there */
  async killAfter(request: RehearsalRequest, path: string, delayMs: number): Promise<void> {
    const unit = await this.#start();
    unit.streams.socket?.write(encodeFrame(request));
    for (let tries = 0; tries < 5000 && !existsSync(path); tries++)
      await new Promise(resolve => setTimeout(resolve, 1));
    await new Promise(resolve => setTimeout(resolve, delayMs));
    await unit.stop();
  }

  async ask<T extends RehearseReply | PlanReply | ApplyReply>(
    request: RehearsalRequest,
  ): Promise<T | RehearsalFailure> {
    const unit = await this.#start();
    const { socket } = unit.streams;
    if (!socket) throw new Error('not connected');
    socket.write(encodeFrame(request));
    const decoder = new FrameDecoder();
    for await (const piece of socket) {
      const [frame] = decoder.push(Buffer.from(piece));
      // the test's own program, as it was just built
      if (frame !== undefined) return frame as T | RehearsalFailure;
    }
    throw new Error('no answer');
  }

  #start(): Promise<RunningUnit> {
    return this.#units.start({
      id: `rehearsal-${this.#count++}`,
      description: '',
      program: '',
      argv: [],
      properties: [],
      io: 'socket',
      timeoutMs: TIMEOUT_MS,
      signal: new AbortController().signal,
    });
  }
}

export function changesOf(manifest: string): readonly RehearsalChange[] {
  const parsed: { changes: RehearsalChange[] } = JSON.parse(manifest);
  return parsed.changes;
}
