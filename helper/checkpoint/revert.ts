import type { RevertCommand } from '../call/context.js';

/** a change that is taken back by itself unless somebody confirms it */
export interface GuardedChange {
  readonly record: string;
  readonly uid: number;
  /** uid of the session that the change came from, if known */
  readonly loginUid: number | undefined;
  readonly action: string;
  readonly summary: string;
  readonly commands: readonly RevertCommand[];
  readonly seconds: number;
}

/** one that waits */
export interface PendingChange {
  readonly record: string;
  readonly uid: number;
  readonly loginUid: number | undefined;
  readonly action: string;
  readonly summary: string;
  /** when the change was made, in microseconds as logind counts them; `undefined` while it is not, and after a boot */
  readonly changed: bigint | undefined;
  /** when it is taken back, on the same clock; `undefined` where an earlier version did not note it */
  readonly due: bigint | undefined;
}

/** changes that wait for a confirmation, kept and armed where neither the operator nor the bus is needed to take them back */
export interface CheckpointStore {
  /** on disk and armed when it resolves, or nothing may be changed */
  arm(change: GuardedChange): Promise<void>;
  /** the change is made: who logs in from now on may confirm it */
  markApplied(record: string): Promise<void>;
  pending(): Promise<readonly PendingChange[]>;
  /** microseconds since the machine started, as the times above count */
  now(): bigint;
  /** false where it was taken back meanwhile */
  confirm(record: string): Promise<boolean>;
  /** those that were taken back since this was asked last, each told once */
  takenBack(): Promise<readonly TakenBack[]>;
}

export interface TakenBack extends Omit<PendingChange, 'changed' | 'due'> {
  /** every command of it succeeded */
  readonly whole: boolean;
}
