/** what a probe says; hand-checked, since it comes out of the cage in doubt */
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
}

/** `undefined` for what is no whole report */
export function parseReport(text: string): Report | undefined {
  const given = parseJson(text);
  if (!isRecord(given)) return undefined;
  const { uid, run, capEff, capBnd, noNewPrivs, seccomp } = given;
  const [namespaces, sockets, limits] = [given['namespaces'], given['sockets'], given['limits']].map(toTexts);
  if (typeof uid !== 'number' || !Array.isArray(run) || !namespaces || !sockets || !limits) return undefined;
  return {
    uid,
    capEff: String(capEff),
    capBnd: String(capBnd),
    noNewPrivs: String(noNewPrivs),
    seccomp: String(seccomp),
    namespaces,
    sockets,
    run: run.map(String),
    limits,
  };
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
  readonly run?: unknown;
  readonly capEff?: unknown;
  readonly capBnd?: unknown;
  readonly noNewPrivs?: unknown;
  readonly seccomp?: unknown;
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
