// messages between helper and worker about processes: one json text each way

export const SORTS = ['cpu', 'memory', 'pid', 'name'] as const;
export const SIGNALS = ['TERM', 'KILL', 'HUP', 'INT', 'USR1', 'USR2', 'STOP', 'CONT'] as const;

export interface ListRequest {
  readonly op: 'list';
  /** part of a name, a user or a unit; empty for all */
  readonly match: string;
  readonly sort: (typeof SORTS)[number];
  readonly limit: number;
}

export interface LookRequest {
  readonly op: 'look';
  readonly pid: number;
}

/** identity of a process; all of it must still hold when the signal is sent */
export interface ProcessIdentity {
  readonly pid: number;
  readonly start: string;
  readonly name: string;
  readonly uids: readonly number[];
  readonly unit: string;
}

export interface SignalRequest {
  readonly op: 'signal';
  readonly expected: ProcessIdentity;
  readonly signal: (typeof SIGNALS)[number];
}

export type ProcessRequest = ListRequest | LookRequest | SignalRequest;

export interface ProcessRow {
  readonly pid: number;
  readonly user: string;
  readonly name: string;
  readonly cpu: string;
  readonly memory_kb: number;
  readonly started: string;
  readonly unit: string;
  readonly state: string;
}

export type ProcessReply =
  | { readonly op: 'list'; readonly processes: readonly ProcessRow[]; readonly total: number }
  | {
      readonly op: 'process';
      readonly facts: ProcessIdentity & { readonly state: string; readonly kernel: boolean };
      readonly started: number;
    }
  | { readonly op: 'sent'; readonly state: 'gone' | 'stopped' | 'running' }
  | { readonly op: 'refused'; readonly code: string }
  | { readonly op: 'gone' | 'changed' };
