// errno values without a name in node, which says `Unknown system error -122`
const UNNAMED: ReadonlyMap<number, string> = new Map([[-122, 'EDQUOT']]);

/** `ENOENT` and its like; empty for what is no system error */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return '';
  const unnamed = 'errno' in error && typeof error.errno === 'number' ? UNNAMED.get(error.errno) : undefined;
  return unnamed ?? error.code;
}

/** a refusal of ours, spelled like a system error */
export function refusal(code: string, text: string): Error {
  return Object.assign(new Error(text), { code });
}
