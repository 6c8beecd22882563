import type { Catalog } from '../../../interfaces/catalog.js';
import type { PolkitAgent } from './polkit-agent.js';
import type { Bus } from '../../operator-client/bus.js';

export interface Sink {
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** resolves when there is room for more */
  write(text: string): Promise<void>;
}

export interface Terminal {
  /** one line that a person typed, `undefined` at the end of input or on the signal */
  ask(question: string, signal: AbortSignal): Promise<string | undefined>;
}

export interface ProgramResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** all that llmsh takes from outside, so that tests hand in their own */
export interface Environment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  readonly uid: number;
  readonly pid: number;
  readonly userName: string;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** where the administrator's and the vendor's files lie; `/` outside of tests */
  readonly root: string;
  /** the controlling terminal, whatever the standard streams are */
  openTerminal(): Terminal | undefined;
  readonly catalog: () => Catalog;
  connectBus(): Promise<Bus>;
  polkitAgent(): PolkitAgent;
  /** never through a shell; rejects only where the program cannot be started */
  runProgram(file: string, args: readonly string[], options?: ProgramOptions): Promise<ProgramResult>;
  /** calls back on ctrl-c; returns its removal */
  onInterrupt(listener: () => void): () => void;
}

export interface ProgramOptions {
  readonly timeoutMs?: number;
  /** gives the program our own terminal */
  readonly inherit?: boolean;
}
