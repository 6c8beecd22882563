/** `ENOENT` and its like; empty for what is no system error */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return '';
  return error.code;
}

/** a refusal of ours, spelled like a system error */
export function refusal(code: string, text: string): Error {
  return Object.assign(new Error(text), { code });
}
