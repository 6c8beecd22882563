import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { ModelError } from './error.js';
import type { PullContext } from './pull-context.js';

const CONNECT_MS = 10_000;

const reportSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('connected') }),
  z.strictObject({ kind: z.literal('progress'), done: z.number(), total: z.number() }),
  z.strictObject({ kind: z.literal('done') }),
  z.strictObject({ kind: z.literal('failed'), message: z.string() }),
]);

export type HubReport = z.infer<typeof reportSchema>;

/** downloads through the library's own downloader, in a process of its own: that one can be ended, the library's tries cannot */
export async function pullFromHub({ entry, directory, signal, onNote, onProgress }: PullContext): Promise<void> {
  if (entry.hub === undefined) throw new ModelError('no_source', `${entry.title} is not on the hub`);
  onNote(`asking the hub for ${entry.file}`);
  const { HF_TOKEN: _, ...env } = process.env;
  const child = fork(fileURLToPath(new URL('./hub-download.js', import.meta.url)), [entry.hub, directory, entry.file], {
    env,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  // downloaded parts stay on disk; the next attempt resumes from them
  const stop = (): void => void child.kill('SIGTERM');
  const timer = setTimeout(stop, CONNECT_MS);
  signal?.addEventListener('abort', stop);
  try {
    await finished(child, report => {
      if (report.kind === 'connected') clearTimeout(timer);
      if (report.kind === 'progress') onProgress({ done: report.done, total: report.total });
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    stop();
  }
}

function finished(child: ChildProcess, onReport: (report: HubReport) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => reject(new ModelError('no_source', `the hub gave nothing (${reason})`));
    child.on('message', message => {
      const report = reportSchema.safeParse(message);
      if (!report.success) return;
      if (report.data.kind === 'done') resolve();
      else if (report.data.kind === 'failed') fail(report.data.message);
      else onReport(report.data);
    });
    child.on('error', error => fail(error.message));
    child.on('exit', () => fail('no answer within 10 s'));
  });
}
