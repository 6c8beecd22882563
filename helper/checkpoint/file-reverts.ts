import { mkdir, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { putFile, sweepUnfinished, syncDirectory } from '../durable-file.js';
import type { RevertTimer } from '../system/services/revert-timer.js';
import { OperatorError } from '../../interfaces/errors.js';
import { formatRevert, parseRevert } from './revert-file.js';
import type { GuardedChange, PendingChange, CheckpointStore, TakenBack } from './revert.js';
import { RECORD_ID } from '../../interfaces/record-id.js';

export interface FileRevertsOptions {
  /** the helper's state directory */
  readonly directory: string;
  /** directory on a tmpfs, for state that must end with the boot */
  readonly runtime: string;
  readonly timer: RevertTimer;
  /** microseconds since the machine started, as logind counts them */
  readonly now?: () => bigint;
}

const FAILED = '.failed';

/** a file for each change in `reverts`, which the script that takes them back moves to `reverted` */
export class FileCheckpointStore implements CheckpointStore {
  readonly #directory: string;
  readonly #timer: RevertTimer;
  readonly now: () => bigint;
  readonly #made: string;
  #swept: Promise<unknown> | undefined;

  constructor({ directory, runtime, timer, now = () => process.hrtime.bigint() / 1000n }: FileRevertsOptions) {
    this.#directory = directory;
    this.#timer = timer;
    this.now = now;
    this.#made = join(runtime, 'changed');
  }

  get #waiting(): string {
    return join(this.#directory, 'reverts');
  }

  get #over(): string {
    return join(this.#directory, 'reverted');
  }

  // before the first of our own, never beside it
  async #sweep(): Promise<void> {
    this.#swept ??= Promise.all([this.#waiting, this.#made].map(sweepUnfinished));
    await this.#swept;
  }

  async arm(change: GuardedChange): Promise<void> {
    try {
      await this.#sweep();
      await mkdir(this.#waiting, { recursive: true, mode: 0o700 });
      await syncDirectory(this.#directory);
      await putFile(
        this.#waiting,
        change.record,
        formatRevert(change, this.now() + BigInt(change.seconds) * 1_000_000n),
      );
      await this.#timer.start(change.record, change.seconds);
    } catch (error) {
      await unlink(join(this.#waiting, change.record)).catch(() => {});
      const reason = error instanceof Error ? error.message : 'unknown';
      throw new OperatorError('failed', `what would take it back could not be armed, so nothing was done: ${reason}`);
    }
  }

  // a file of its own: the first may have been moved away meanwhile, and must not come again
  async markApplied(record: string): Promise<void> {
    await mkdir(this.#made, { recursive: true, mode: 0o700 });
    await putFile(this.#made, record, String(this.now()));
  }

  async pending(): Promise<readonly PendingChange[]> {
    const changes = await readAll(this.#waiting, '');
    return await Promise.all(changes.map(async change => ({ ...change, changed: await this.#changed(change.record) })));
  }

  async #changed(record: string): Promise<bigint | undefined> {
    const text = await readFile(join(this.#made, record), 'utf8').catch(() => '');
    return /^\d+$/.test(text) ? BigInt(text) : undefined;
  }

  // confirmation and script race to remove the file; the first to succeed wins
  async confirm(record: string): Promise<boolean> {
    const taken = await unlink(join(this.#waiting, record)).then(
      () => true,
      () => false,
    );
    if (!taken) return false;
    await unlink(join(this.#made, record)).catch(() => {});
    await syncDirectory(this.#waiting);
    await this.#timer.stop(record).catch(() => {});
    return true;
  }

  async takenBack(): Promise<readonly TakenBack[]> {
    await this.#sweep();
    const whole = (await readAll(this.#over, '')).map(change => ({ ...change, whole: true }));
    const failed = (await readAll(this.#over, FAILED)).map(change => ({ ...change, whole: false }));
    const names = [...whole.map(({ record }) => record), ...failed.map(({ record }) => record + FAILED)];
    await Promise.all(names.map(name => unlink(join(this.#over, name)).catch(() => {})));
    return [...whole, ...failed];
  }
}

// skips unreadable files: they cannot be confirmed, but the script still reverts them
async function readAll(directory: string, ending: string): Promise<Omit<PendingChange, 'changed'>[]> {
  const names = await readdir(directory).catch(() => []);
  const files = names.filter(
    name => name.endsWith(ending) && RECORD_ID.test(name.slice(0, name.length - ending.length)),
  );
  const texts = await Promise.all(files.map(file => readFile(join(directory, file), 'utf8').catch(() => '')));
  return texts.flatMap(text => parseRevert(text) ?? []);
}
