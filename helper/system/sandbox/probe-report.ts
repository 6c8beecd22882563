/** report of a probe; validated by hand, since it comes from the very sandbox under test */
export interface Report {
  readonly uid: number;
  readonly capEff: string;
  readonly capBnd: string;
  readonly noNewPrivs: string;
  readonly seccomp: string;
  readonly namespaces: Readonly<Record<string, string>>;
  readonly sockets: Readonly<Record<string, string>>;
  readonly run: readonly string[];
  readonly limits: Readonly<Record<string, string>>;
  readonly filtered: boolean;
  readonly writable: readonly string[];
  readonly devices: readonly string[];
  readonly inSight: readonly string[];
  readonly owners: readonly string[];
}

/** `undefined` for what is no whole report */
export function parseReport(text: string): Report | undefined {
  const given = parseJson(text);
  if (!isRecord(given)) return undefined;
  const { uid, capEff, capBnd, noNewPrivs, seccomp } = given;
  const [namespaces, sockets, limits] = [given['namespaces'], given['sockets'], given['limits']].map(toTexts);
  const [run, writable, devices, inSight, owners] = LISTS.map(name => toList(given[name]));
  if (typeof uid !== 'number' || !namespaces || !sockets || !limits) return undefined;
  if (!run || !writable || !devices || !inSight || !owners) return undefined;
  return {
    uid,
    capEff: String(capEff),
    capBnd: String(capBnd),
    noNewPrivs: String(noNewPrivs),
    seccomp: String(seccomp),
    namespaces,
    sockets,
    run,
    limits,
    filtered: given['filtered'] === true,
    writable,
    devices,
    inSight,
    owners,
  };
}

const LISTS = ['run', 'writable', 'devices', 'inSight', 'owners'];

function toList(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toTexts(value: unknown): Record<string, string> | undefined {
  if (!isRecord(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]));
}

interface Fields {
  readonly [key: string]: unknown;
  readonly uid?: unknown;
  readonly capEff?: unknown;
  readonly capBnd?: unknown;
  readonly noNewPrivs?: unknown;
  readonly seccomp?: unknown;
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
