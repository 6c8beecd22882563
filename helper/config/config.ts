import { CONFIG_PLACES, ConfigError, listConfigFiles, readConfigFile, stampOf, type ConfigPlaces } from './file.js';
import { isWithin } from '../worker/path-patterns.js';
import { mergeTables, type Table } from './merge.js';
import { SYSTEM_PLACES, expandHomes, ownPlaces } from './places.js';
import { settingsSchema, type ConfinedProgram, type RootProgram, type OperatorSettings } from './schema.js';

/** the administrator's bounds, judged before polkit is asked; read again when a file changed */
export interface Bounds {
  readonly idleExitMs: number;
  readonly callsPerUid: number;
  readonly callsTotal: number;
  readonly promptTimeoutMs: number;
  readonly paths: {
    /** never read or written; `*` stands for anything within one component, everything below is meant too */
    readonly denied: readonly string[];
    /** places whose files are run by somebody, or say what is run: written only with the strength of `exec-as-root` */
    readonly code: readonly string[];
    /** exceptions within these: known data */
    readonly data: readonly string[];
  };
  readonly files: {
    readonly maxReplyBytes: number;
    readonly maxContentBytes: number;
    readonly maxObjectBytes: number;
    readonly timeoutMs: number;
  };
  /** limits on saved inverses; the oldest of the uid that uses most space goes first */
  readonly undo: {
    readonly maxRecordBytes: number;
    readonly maxTotalBytes: number;
    /** records of each uid; the oldest goes first */
    readonly maxRecords: number;
  };
  readonly packages: { readonly denied: readonly string[] };
  readonly units: {
    readonly protected: readonly string[];
    /** a change of these from afar is taken back unless somebody confirms it from a new login */
    readonly lockout: readonly string[];
    readonly confirmS: number;
  };
  readonly exec: {
    readonly timeoutS: number;
    readonly maxTimeoutS: number;
    readonly maxOutputBytes: number;
    readonly maxStdinBytes: number;
  };
  /** programs that may run confined, by name, each with its sandbox */
  readonly programs: ReadonlyMap<string, ConfinedProgram>;
  /** programs that may run as root, by name, each with its argument rules */
  readonly rootPrograms: ReadonlyMap<string, RootProgram>;
}

export interface BoundsOptions {
  readonly places?: ConfigPlaces;
  /** told about keys that nobody knows, once for each reading */
  readonly warn: (message: string) => void;
  /** places of the program itself, denied whatever the files say */
  readonly own?: readonly string[];
  /** home directories of the user database, which `~/` in a place stands for */
  readonly homes?: () => readonly string[];
}

/** the bounds as the files have them now; throws `ConfigError` where they can't be read or make no sense */
export class BoundsSource {
  readonly #places: ConfigPlaces;
  readonly #warn: (message: string) => void;
  readonly #own: readonly string[];
  readonly #homes: () => readonly string[];
  #stamp = '';
  #bounds: Bounds | undefined;

  constructor({ places = CONFIG_PLACES, warn, own = ownPlaces({}), homes = () => [] }: BoundsOptions) {
    this.#places = places;
    this.#warn = warn;
    this.#own = own;
    this.#homes = homes;
  }

  current(): Bounds {
    const homes = this.#homes();
    const stamp = [stampOf(this.#places), ...homes].join('\n');
    if (this.#bounds && stamp === this.#stamp) return this.#bounds;
    // not kept where the reading throws: what was allowed before is not allowed by a file that is broken now
    this.#bounds = undefined;
    const bounds = readBounds(this.#places, this.#warn);
    this.#bounds = { ...bounds, paths: wholePaths(bounds.paths, this.#own, homes) };
    this.#stamp = stamp;
    return this.#bounds;
  }
}

export function openBounds(options: BoundsOptions): BoundsSource {
  return new BoundsSource(options);
}

function wholePaths(paths: Bounds['paths'], own: readonly string[], homes: readonly string[]): Bounds['paths'] {
  const code = expandHomes(paths.code, homes);
  return {
    denied: [...own, ...expandHomes(paths.denied, homes)],
    code: [...SYSTEM_PLACES, ...code],
    // a place that an administrator calls code is no data
    data: paths.data.filter(place => !isWithin(place, code)),
  };
}

function readBounds(places: ConfigPlaces, warn: (message: string) => void): Bounds {
  const tables = listConfigFiles(places).map(file => readConfigFile(file, warn));
  const merged = tables.reduce<Table>((earlier, later) => mergeTables(earlier, later), {});
  const settings = settingsSchema.safeParse(merged);
  if (settings.success) return toBounds(settings.data);
  const [issue] = settings.error.issues;
  throw new ConfigError(`${places.defaults}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'incomplete'}`);
}

function toBounds(settings: OperatorSettings): Bounds {
  const { paths, files, undo, packages, units, exec, programs, root_programs: rootPrograms } = settings;
  return {
    idleExitMs: settings.idle_exit_s * 1000,
    callsPerUid: settings.calls_per_uid,
    callsTotal: settings.calls_total,
    promptTimeoutMs: settings.prompt_timeout_s * 1000,
    paths,
    files: {
      maxReplyBytes: files.max_reply_bytes,
      maxContentBytes: files.max_content_bytes,
      maxObjectBytes: files.max_object_bytes,
      timeoutMs: files.timeout_s * 1000,
    },
    undo: {
      maxRecordBytes: undo.max_record_bytes,
      maxTotalBytes: undo.max_total_bytes,
      maxRecords: undo.max_records,
    },
    packages,
    units: { protected: units.protected, lockout: units.lockout, confirmS: units.confirm_s },
    exec: {
      timeoutS: exec.timeout_s,
      maxTimeoutS: exec.max_timeout_s,
      maxOutputBytes: exec.max_output_bytes,
      maxStdinBytes: exec.max_stdin_bytes,
    },
    programs: enabled(programs),
    rootPrograms: enabled(rootPrograms),
  };
}

function enabled<T extends { readonly enabled: boolean }>(
  programs: Readonly<Record<string, T>>,
): ReadonlyMap<string, T> {
  return new Map(Object.entries(programs).filter(([, program]) => program.enabled));
}
