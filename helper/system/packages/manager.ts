/** what any package manager of a distribution can do for us; apt today, dnf fits the same words */
export interface PackageManager {
  /** resolves names and says what an installation would do, without doing it and without privilege */
  planInstall(names: readonly string[], signal: AbortSignal): Promise<PackagePlan>;
  planRemove(names: readonly string[], purge: boolean, signal: AbortSignal): Promise<PackagePlan>;
  /** fetches what a plan needs; may be stopped at any moment */
  download(plan: PackagePlan, work: PackageWork): Promise<void>;
  /** changes the system; once begun it finishes, whoever vanished */
  apply(plan: PackagePlan, work: PackageWork): Promise<ApplyOutcome>;
  /** what the package database says now, by name; packages that it does not know are missing */
  states(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, PackageState>>;
}

export interface PackagePlan {
  readonly verb: 'install' | 'remove' | 'purge';
  /** what was asked for, each name with the one version that is meant */
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
  /** unpacked and configured; anything else is unfinished or only configuration files */
  readonly complete: boolean;
  /** the database's own word for it */
  readonly status: string;
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
  /** the database's own word for what it is now */
  readonly status: string;
}
