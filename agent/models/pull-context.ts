import type { ModelEntry } from './table.js';

export interface PullProgress {
  readonly done: number;
  readonly total: number;
}

export interface PullContext {
  readonly entry: ModelEntry;
  readonly directory: string;
  readonly signal?: AbortSignal;
  readonly onProgress: (progress: PullProgress) => void;
  readonly onNote: (text: string) => void;
}
