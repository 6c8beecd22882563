import type { ConfinedProgram, RootProgram } from './config-schema.js';

/** the administrator's bounds, judged before polkit is asked; read again when a file changed */
export interface Bounds {
  readonly idleExitMs: number;
  readonly callsPerUid: number;
  readonly callsTotal: number;
  readonly promptTimeoutMs: number;
  readonly paths: {
    /** never read or written; `*` stands for anything within one component, everything below is meant too */
    readonly denied: readonly string[];
    /** places whose files are run by somebody: written only with the strength of `exec-as-root` */
    readonly code: readonly string[];
  };
  readonly files: {
    readonly maxReplyBytes: number;
    readonly maxContentBytes: number;
    readonly maxObjectBytes: number;
    readonly timeoutMs: number;
  };
  readonly packages: { readonly denied: readonly string[] };
  readonly units: { readonly protected: readonly string[]; readonly lockout: readonly string[] };
  readonly exec: {
    readonly timeoutS: number;
    readonly maxTimeoutS: number;
    readonly maxOutputBytes: number;
    readonly maxStdinBytes: number;
  };
  /** by name: what may run confined, and in which cage */
  readonly programs: ReadonlyMap<string, ConfinedProgram>;
  /** by name: what may run as root, and with which arguments */
  readonly rootPrograms: ReadonlyMap<string, RootProgram>;
}
