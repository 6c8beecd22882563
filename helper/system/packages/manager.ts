import type { UnitStarter } from '../units/unit-starter.js';

/** facts of a family of package managers that hold without a call; one folder each, chosen in `detection` */
export interface PackageSystem {
  /** the program as people know it, for texts */
  readonly name: string;
  /** absolute path of the program, which tells whether the machine has it */
  readonly program: string;
  /** names that the program reads as one package and as nothing else */
  readonly packageName: RegExp;
  /** continues `expected the name of a package, ` */
  readonly packageNameHint: string;
  /** glob patterns of packages without which there would be no way back, or no start of the machine */
  readonly neverRemoved: readonly string[];
  /** the setting that leaves recommended packages out */
  readonly recommendsSetting: string;
  /** ending of a new configuration file that was put beside the one that is kept */
  readonly keptEnding: string;
  create(units: UnitStarter): PackageManager;
}

/** the package manager of a distribution, as far as the actions need it */
export interface PackageManager {
  /** resolves names and says what an installation would do, without doing it and without privilege */
  planInstall(names: readonly string[], signal: AbortSignal): Promise<PackagePlan>;
  planRemove(names: readonly string[], purge: boolean, signal: AbortSignal): Promise<PackagePlan>;
  /** fetches what a plan needs; may be stopped at any moment */
  download(plan: PackagePlan, work: PackageWork): Promise<void>;
  /** changes the system; once begun it finishes, whoever vanished */
  apply(plan: PackagePlan, work: PackageWork): Promise<ApplyOutcome>;
  /** states from the package database, by name; packages unknown to it have no entry */
  states(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, PackageState>>;
  /** advice to the administrator where packages were left unfinished: the command to run */
  cure(): string;
}

/** state of a package in the database; only `installed` is finished */
export type PackageStatus =
  | 'installed'
  | 'half-installed'
  | 'unpacked'
  | 'half-configured'
  | 'triggers-awaited'
  | 'triggers-pending'
  | 'config-files'
  | 'not-installed'
  | 'unknown';

export interface PackagePlan {
  readonly verb: 'install' | 'remove' | 'purge';
  /** requested packages, each pinned to one version */
  readonly pins: readonly string[];
  /** everything that changes, in the order of names */
  readonly changes: readonly PackageChange[];
  /** recommended by what comes, and left out because the administrator said so */
  readonly leftOut: readonly string[];
}

export interface PackageChange {
  /** with the architecture behind a colon where that is not the machine's own */
  readonly name: string;
  /** `all` for what every machine can use */
  readonly architecture: string;
  /** installed now */
  readonly from: string | undefined;
  /** installed afterwards */
  readonly to: string | undefined;
  readonly downloadBytes: number;
  /** unpacked, of the version that comes or goes */
  readonly unpackedBytes: number;
  /** the distribution says that the system does not work without it */
  readonly essential: boolean;
}

export interface PackageState {
  readonly version: string;
  readonly architecture: string;
  /** installed, and neither broken nor about to be removed */
  readonly complete: boolean;
  readonly status: PackageStatus;
  readonly essential: boolean;
  readonly unpackedBytes: number;
}

export interface PackageWork {
  readonly id: string;
  readonly signal: AbortSignal;
  progress(percent: number, text: string): void;
  output(text: string): void;
}

export interface ApplyOutcome {
  /** how the package manager ended; what really is installed is asked of the database */
  readonly succeeded: boolean;
  /** the difference of the package database, whatever was planned */
  readonly changed: readonly ActualChange[];
  /** configuration files of the administrator that were kept although a package brought others */
  readonly kept: readonly string[];
  /** its own words about what went wrong */
  readonly errors: string;
}

export interface ActualChange {
  readonly name: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** state afterwards */
  readonly status: PackageStatus;
}
