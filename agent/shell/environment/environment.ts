import type { Catalog } from '../../../interfaces/catalog.js';
import type { ClientBus } from '../../operator-client/bus.js';

export interface Sink {
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** resolves when there is room for more */
  write(text: string): Promise<void>;
}

export interface Tty {
  /** one line that a person typed, `undefined` at the end of input or on the signal */
  ask(question: string, signal: AbortSignal): Promise<string | undefined>;
  /** a request that a person edits, of one line or several; `undefined` where the person leaves. keeps the history up to date */
  editRequest(history: string[]): Promise<string | undefined>;
}

export interface ProgramResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly timeoutMs?: number;
  /** gives the program our own terminal */
  readonly inherit?: boolean;
  /** keeps the last line end of the output */
  readonly exact?: boolean;
}

/** never through a shell; rejects only where the program cannot be started */
export type RunProgram = (file: string, args: readonly string[], options?: ProgramOptions) => Promise<ProgramResult>;

export type AgentState = { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly reason: string };

/** polkit's own terminal prompt for the calling process, where no desktop has one */
export interface PolkitAgent {
  /** starts it, or starts it again where an interrupted prompt took it down */
  ensure(): Promise<AgentState>;
  stop(): void;
}

/** an account of one machine */
export interface Account {
  readonly uid: number;
  readonly userName: string;
  readonly home: string;
  /** directory that relative paths start from */
  readonly cwd: string;
  readonly runProgram: RunProgram;
}

/** the person's own side: streams and questions, files that are handed along, settings, the model, kept conversations */
export interface Terminal extends Account {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** directory of the administrator's and the vendor's files; `/` outside of tests */
  readonly root: string;
  /** the controlling terminal, wherever the standard streams lead */
  openTty(): Tty | undefined;
  /** true once another version of this program lies where this one was started from */
  isReplaced(): boolean;
  /** calls back on ctrl-c; returns its removal */
  onInterrupt(listener: () => void): () => void;
}

/** the machine that is operated, as the account there that calls its operator; nothing else may assume that it is this one */
export interface Host extends Account {
  /** process that polkit takes for the caller */
  readonly pid: number;
  /** a desktop session of the caller can show polkit's dialog */
  readonly desktop: boolean;
  loadCatalog(): Catalog;
  connectBus(): Promise<ClientBus>;
  /** polkit's prompt for that process, shown at the terminal */
  polkitAgent(): PolkitAgent;
}

/** everything that llmsh takes from outside, so that tests hand in their own */
export interface Environment {
  readonly terminal: Terminal;
  readonly host: Host;
}
