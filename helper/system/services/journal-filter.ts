/** which lines of the journal are wanted; each key is left out for no limit */
export interface JournalFilter {
  readonly unit?: string | undefined;
  /** the least important level, such as `err` */
  readonly priority?: string | undefined;
  /** as journalctl reads it: a day, a time, or an amount of time with a minus */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** 0 for this boot, -1 for the one before */
  readonly boot?: number | undefined;
  readonly grep?: string | undefined;
  readonly kernel?: boolean | undefined;
}

/** options of journalctl for these lines; every value is a part of a word of its own */
export function filterOptions({ unit, priority, since, until, boot, grep, kernel }: JournalFilter): string[] {
  return [
    ...option('unit', unit),
    ...option('priority', priority),
    ...option('since', since),
    ...option('until', until),
    // in small letters it finds capital ones as well, as people search
    ...option('grep', grep),
    // its lines of this boot, unless another one is named
    ...(kernel === true ? ['--dmesg'] : []),
    ...option('boot', boot),
  ];
}

function option(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`--${name}=${value}`];
}
