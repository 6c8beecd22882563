import type { Bounds } from '../config/config.js';
import type { BusCaller } from '../system/bus-caller.js';
import type { UnitStarter } from '../system/units/unit-starter.js';
import type { Inverse } from './inverse.js';
import type { Subject } from './types.js';

/** arguments of one systemctl call that restores an earlier state */
export interface RevertCommand {
  readonly verb: 'start' | 'stop' | 'enable' | 'disable' | 'mask' | 'unmask' | 'set-property';
  readonly unit: string;
  /** `NAME=value` of each property */
  readonly values?: readonly string[];
}

/** arms what takes a change back; what it returns is called once the change is made */
export type ArmRevert = (commands: readonly RevertCommand[], seconds: number) => Promise<() => Promise<void>>;

export interface PrepareContext {
  readonly subject: Subject;
  readonly bounds: Bounds;
  readonly units: UnitStarter;
  readonly bus: BusCaller;
  readonly signal: AbortSignal;
  /** groups of the caller, as the user database has them */
  groups(): Promise<ReadonlySet<number>>;
}

export interface RunContext extends PrepareContext {
  readonly record: string;
  /** resolves when the caller's window has room again, or at once where the caller does not follow */
  output(stream: 'stdout' | 'stderr', text: string): Promise<void>;
  progress(percent: number, text: string): void;
  /** from here on the call finishes, whoever vanishes; called before the first change */
  commit(): void;
  /**
   * saves the inverse of this call on disk before the first change; if it rejects, nothing may be changed. called again
   * after the change if the facts to expect are known only then. a call whose inverse is too big says so in its preview
   * and saves none
   */
  saveUndo(inverse: Inverse): Promise<void>;
  /** the change is known not to have happened: there is nothing to take back */
  dropUndo(): Promise<void>;
  /** records whose inverse is kept */
  undoable(): Promise<ReadonlySet<string>>;
  /** for a change that could lock its own author out: what takes it back by itself is armed when it resolves */
  readonly guard: ArmRevert;
}
