import type { Details, Subject, Tier } from '../call/types.js';
import type { Audit } from './verify-archives.js';
import type { HistoryRow } from './history.js';
import type { RecordQuery } from './query.js';

export interface RecordStart {
  readonly id: string;
  readonly action: string;
  readonly subject: Subject;
  readonly params: unknown;
  /** names of the parameters and details that are recorded only as size and keyed digest */
  readonly hidden: ReadonlySet<string>;
  /** it may change something, so it does not begin before its record would outlive a power cut */
  readonly changes?: boolean;
  readonly origin?: RecordOrigin;
}

/** for calls without a secret parameter */
export const NO_SECRETS: ReadonlySet<string> = new Set();

/** related records of a call, by id */
export interface RecordOrigin {
  /** the plan that it is a step of */
  readonly plan?: string;
  /** the call that it takes back */
  readonly undoes?: string;
}

/** the record of one call */
export interface OpenRecord {
  readonly id: string;
  /** before root looks at anything, while it is not known yet what would be asked */
  looking(): Promise<void>;
  /** before polkit is asked; `summary` says in a line what is asked for */
  asking(tier: Tier, details: Details, summary?: string): Promise<void>;
  /** before anything runs; throws where it cannot be put on disk, so that nothing runs */
  authorized(): Promise<void>;
  close(outcome: string): Promise<void>;
  /** never throws: the error of the call is the one to be told */
  fail(error: unknown): Promise<void>;
}

export interface Records {
  begin(start: RecordStart): OpenRecord;
  /** the latest first */
  list(query: RecordQuery): Promise<readonly HistoryRow[]>;
  verify(hashes: readonly string[]): Promise<Audit>;
  /** puts the chain's file aside and goes on in a fresh one; its new name comes back */
  rotate(): Promise<string>;
  /** resolves when every record that an earlier process left without an end has one */
  settle?(): Promise<void>;
}
