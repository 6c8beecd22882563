import type { Details, Subject, Tier } from '../action.js';

export interface RecordStart {
  readonly id: string;
  readonly action: string;
  readonly subject: Subject;
  readonly params: unknown;
}

/** the record of one call */
export interface OpenRecord {
  readonly id: string;
  /** before polkit is asked */
  asking(tier: Tier, details: Details): Promise<void>;
  /** before anything runs; throws where it cannot be put on disk, so that nothing runs */
  authorized(): Promise<void>;
  close(outcome: string): Promise<void>;
  /** never throws: the error of the call is the one to be told */
  fail(error: unknown): Promise<void>;
}

export interface Records {
  begin(start: RecordStart): OpenRecord;
}
