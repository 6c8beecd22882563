import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import type { PrepareContext, RunContext } from '../call/context.js';
import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';
import { cageProperties } from '../system/sandbox/sandboxes.js';
import { askUnit } from '../system/units/run-query.js';
import type { Inverse } from '../call/inverse.js';
import { inspection, refuseUntrusted, toOperatorError } from './inspect-path.js';
import { WorkerFailure, openWorker, type WorkerSession } from './worker-session.js';

/** a file of settings that anybody may read and only root may write, at a path of ours and not of the caller's */
export interface SettingsFile {
  /** empty where there is no such file */
  readonly text: string;
  /** keeps what takes it back, then writes */
  write(text: string, context: RunContext): Promise<void>;
  end(): Promise<void>;
}

const MAX_BYTES = 65_536;
const WORLD_READABLE = 0o004;
const ROOT = { uid: 0, gid: 0, home: '/root' };

/** a call that puts a file of settings back; `before` is `undefined` where there was no file */
export type SettingsInverse = (path: string, before: string | undefined, text: string) => Inverse;

/** opens the file as root to read it; throws `OperatorError` for one that another than root may change */
export async function openSettingsFile(
  path: string,
  context: PrepareContext,
  inverseOf: SettingsInverse,
): Promise<SettingsFile> {
  const session = await openWorker(context, 'root');
  try {
    const before = await readSettings(session, path, context);
    return {
      text: before ?? '',
      write: async (text, running) => {
        await running.saveUndo(inverseOf(path, before, text));
        await write(session, text, running.record);
      },
      end: () => session.end(),
    };
  } catch (error) {
    await session.end();
    if (error instanceof WorkerFailure && error.code === 'ENOENT') return withoutDirectory(path, inverseOf);
    throw toOperatorError(error);
  }
}

async function readSettings(
  session: WorkerSession,
  path: string,
  context: PrepareContext,
): Promise<string | undefined> {
  const facts = await session.inspect({ ...inspection(path, context), resolve: false, digest: false, flags: false });
  refuseUntrusted(facts);
  if (facts.kind === 'missing') return undefined;
  if (facts.kind !== 'file' || (facts.mode & WORLD_READABLE) === 0 || facts.size > MAX_BYTES) {
    throw new OperatorError('not-permitted', `${display(path)} is no ordinary file of settings that anybody may read`);
  }
  const { data } = await session.read({ offset: 0, limit: MAX_BYTES });
  return Buffer.from(data, 'base64').toString('utf8');
}

async function write(session: WorkerSession, text: string, token: string): Promise<void> {
  const content = Buffer.from(text).toString('base64');
  await session.write({ content, mode: 0o644, token }).catch((error: unknown) => {
    throw toOperatorError(error);
  });
}

// the directory is made when something is written, and not before
function withoutDirectory(path: string, inverseOf: SettingsInverse): SettingsFile {
  return {
    text: '',
    write: async (text, context) => {
      await context.saveUndo(inverseOf(path, undefined, text));
      await makeDirectory(dirname(path), context);
      const session = await openWorker(context, 'root');
      try {
        const before = await readSettings(session, path, context);
        if (before !== undefined) throw new OperatorError('failed', `${display(path)} has come into being meanwhile`);
        await write(session, text, context.record);
      } finally {
        await session.end();
      }
    },
    end: async () => {},
  };
}

async function makeDirectory(path: string, { units, signal }: PrepareContext): Promise<void> {
  const answer = await askUnit(units, {
    id: `mkdir-${randomUUID()}`,
    description: 'make a directory of settings',
    argv: ['/usr/bin/mkdir', '-p', '-m', '0755', '--', path],
    properties: cageProperties('root', ROOT),
    signal,
  });
  if (answer.exitStatus !== 0) throw new OperatorError('failed', `${display(path)} cannot be made: ${answer.stderr}`);
}
