import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { PrepareContext } from '../call/context.js';
import type { RunningUnit } from '../system/units/unit-starter.js';
import type { CageCaller } from '../system/sandbox/sandboxes.js';
import { workerAsCaller, workerAsRoot } from '../system/sandbox/worker-sandbox.js';
import { FrameDecoder, encodeFrame } from '../worker/frames.js';
import type {
  AppendRequest,
  CompareRequest,
  CutRequest,
  InspectRequest,
  ReadRequest,
  SweepRequest,
  WorkerRequest,
  WriteRequest,
} from '../worker/protocol.js';
import { OperatorError } from '../../interfaces/errors.js';
import {
  compareReply,
  emptyReply,
  failureSchema,
  inspectReply,
  readReply,
  writeReply,
  type PathFacts,
} from './replies.js';

export const WORKER_ARGV = ['/usr/lib/llm-os/node', '--jitless', '/usr/lib/llm-os/worker.mjs'] as const;

const LEAVE_WITHIN_MS = 2000;

/** a worker said no: an errno name, or `changed`, `rejectRequest`, `untrusted`, and nothing was changed; or `partial` */
export class WorkerFailure extends Error {
  readonly code: string;

  constructor(code: string, text: string) {
    super(text === '' ? code : text);
    this.name = 'WorkerFailure';
    this.code = code;
  }
}

/** no answer, and none will come: what it was asked to change is changed or not */
export class WorkerLost extends OperatorError {}

/** one worker in its own unit; it reports before the prompt and acts after it, holding the object in between */
export class WorkerSession {
  readonly #unit: RunningUnit;
  readonly #socket: NodeJS.ReadWriteStream;
  readonly #timeoutMs: number;
  readonly #frames: AsyncIterator<unknown>;

  readonly as: 'caller' | 'root';

  constructor(unit: RunningUnit, socket: NodeJS.ReadWriteStream, as: 'caller' | 'root', timeoutMs: number) {
    this.as = as;
    this.#unit = unit;
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
    this.#frames = readFrames(socket);
  }

  async inspect(request: Omit<InspectRequest, 'op'>): Promise<PathFacts> {
    const { facts } = await this.#ask({ op: 'inspect', ...request }, inspectReply);
    return facts;
  }

  async read(request: Omit<ReadRequest, 'op'>): Promise<z.infer<typeof readReply>> {
    return this.#ask({ op: 'read', ...request }, readReply);
  }

  async write(request: Omit<WriteRequest, 'op'>): Promise<z.infer<typeof writeReply>> {
    return this.#ask({ op: 'write', ...request }, writeReply);
  }

  async append(request: Omit<AppendRequest, 'op'>): Promise<z.infer<typeof writeReply>> {
    return this.#ask({ op: 'append', ...request }, writeReply);
  }

  async cut(request: Omit<CutRequest, 'op'>): Promise<void> {
    await this.#ask({ op: 'cut', ...request }, emptyReply);
  }

  async remove(): Promise<void> {
    await this.#ask({ op: 'delete' }, emptyReply);
  }

  async sweep(request: Omit<SweepRequest, 'op'>): Promise<void> {
    await this.#ask({ op: 'sweep', ...request }, emptyReply);
  }

  async compare(request: Omit<CompareRequest, 'op'>): Promise<boolean> {
    return (await this.#ask({ op: 'compare', ...request }, compareReply)).same;
  }

  /** the worker leaves at the end of its input; one that does not is stopped, and nobody waits for it */
  async end(): Promise<void> {
    this.#socket.end();
    const timer = setTimeout(() => void this.#unit.stop().catch(() => {}), LEAVE_WITHIN_MS);
    void this.#unit.finished.catch(() => {}).finally(() => clearTimeout(timer));
  }

  async #ask<T>(request: WorkerRequest, schema: z.ZodType<T>): Promise<T> {
    this.#socket.write(encodeFrame(request));
    const reply = await this.#next();
    const failure = failureSchema.safeParse(reply);
    if (failure.success) throw new WorkerFailure(failure.data.code, failure.data.text);
    const parsed = schema.safeParse(reply);
    if (parsed.success) return parsed.data;
    throw new OperatorError('failed', 'the file worker gave an answer that makes no sense');
  }

  async #next(): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new WorkerLost('timed-out', 'the file system did not answer in time');
      // stopped first: what is said to have failed must not happen a minute later. what waits for a file system that
      // never answers cannot even be killed, and nobody waits for that
      const give = (): void => {
        void this.#unit
          .stop()
          .catch(() => {})
          .finally(() => reject(error));
        setTimeout(() => reject(error), this.#timeoutMs).unref();
      };
      timer = setTimeout(give, this.#timeoutMs);
    });
    const next = this.#frames.next().then(result => {
      if (result.done) throw new WorkerLost('failed', 'the file worker ended before it answered');
      return result.value;
    });
    next.catch(() => {});
    return Promise.race([next, late]).finally(() => clearTimeout(timer));
  }
}

async function* readFrames(socket: NodeJS.ReadableStream): AsyncGenerator<unknown> {
  const decoder = new FrameDecoder();
  try {
    for await (const piece of socket) yield* decoder.push(Buffer.from(piece));
  } catch {
    // ends the stream on malformed frames too: a worker that runs as the caller is untrusted, and may be killed
  }
}

export interface WorkerContext extends Pick<PrepareContext, 'bounds' | 'units' | 'signal'> {
  readonly subject: CageCaller;
}

/** `caller` sees what the person sees, `root` everything; the worker outlives a prompt, not much more */
export async function openWorker(context: WorkerContext, as: 'caller' | 'root'): Promise<WorkerSession> {
  const { bounds, subject, units, signal } = context;
  const unit = await units.start({
    id: `file-${randomBytes(8).toString('hex')}`,
    description: `llm-os file worker as ${as}`,
    program: WORKER_ARGV[0],
    argv: WORKER_ARGV,
    properties: as === 'root' ? workerAsRoot() : workerAsCaller(toCageCaller(subject)),
    io: 'socket',
    timeoutMs: bounds.promptTimeoutMs + 2 * bounds.files.timeoutMs,
    signal,
  });
  const { socket } = unit.streams;
  if (!socket) throw new OperatorError('failed', 'systemd did not connect the file worker');
  return new WorkerSession(unit, socket, as, bounds.files.timeoutMs);
}

function toCageCaller({ uid, gid, home }: CageCaller): CageCaller {
  if (uid === 0) throw new TypeError('nothing runs as the caller where the caller is root');
  return { uid, gid, home };
}
