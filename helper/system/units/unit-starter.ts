import type { Tagged } from '../../../interfaces/signature.js';

/** a property of `org.freedesktop.systemd1` with its tagged value; a name may come twice, as in a unit file */
export type UnitProperty = readonly [name: string, value: Tagged];

/** how a transient unit of ours is asked for; the implementation talks to systemd over the bus */
export interface UnitStarter {
  start(request: UnitRequest): Promise<RunningUnit>;
}

export interface UnitRequest {
  readonly id: string;
  readonly description: string;
  /** the program's own path; `argv[0]` is what it is called */
  readonly program: string;
  readonly argv: readonly string[];
  readonly properties: readonly UnitProperty[];
  /**
   * `socket`: one stream both ways; `streams`: one socket each for output and errors, and one for input if given;
   * `none`: output goes where `properties` say, for work that must survive us
   */
  readonly io: 'socket' | 'streams' | 'none';
  readonly stdin?: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface RunningUnit {
  readonly name: string;
  /** the streams, connected by systemd itself before our program runs */
  readonly streams: UnitStreams;
  /** resolves when systemd itself says that the unit is over */
  readonly finished: Promise<UnitOutcome>;
  stop(): Promise<void>;
}

export interface UnitStreams {
  readonly socket?: NodeJS.ReadWriteStream;
  readonly stdout?: NodeJS.ReadableStream;
  readonly stderr?: NodeJS.ReadableStream;
}

export interface UnitOutcome {
  /** systemd's `Result`: success, exit-code, signal, timeout, oom-kill, … */
  readonly result: string;
  readonly exitStatus: number;
  readonly signal: number | undefined;
}
