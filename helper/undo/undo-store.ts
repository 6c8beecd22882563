import type { Bounds } from '../config/config.js';
import type { Inverse } from '../call/inverse.js';

export interface SaveRequest {
  readonly record: string;
  readonly uid: number;
  /** the record that the call itself took back */
  readonly undoes: string | undefined;
  readonly inverse: Inverse;
  readonly bounds: Bounds['undo'];
}

/** `open`: the call has not ended well; `ready`: it has; `done`: it was taken back */
export type UndoState = 'open' | 'ready' | 'done';

export interface UndoEntry extends Pick<SaveRequest, 'record' | 'uid'> {
  readonly inverse: Inverse;
  readonly state: UndoState;
}

/** storage for `Undo`, under the state directory */
export interface UndoStore {
  /** on disk when it resolves */
  save(request: SaveRequest): Promise<void>;
  /** the call ended well */
  finish(record: string): Promise<void>;
  /** it was taken back */
  markUndone(record: string): Promise<void>;
  /** removes the entry of a call that changed nothing */
  drop(record: string): Promise<void>;
  find(record: string): Promise<UndoEntry | undefined>;
  states(): Promise<ReadonlyMap<string, UndoState>>;
  /** the latest call of a uid that can still be taken back, and took nothing back itself */
  latest(uid: number): Promise<string | undefined>;
}
