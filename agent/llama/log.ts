export type LogFields = Readonly<Record<string, string | number | boolean>>;

/** one json line on standard error, which the journal keeps; never a request, an answer or a file's contents */
export function log(message: string, facts: LogFields = {}): void {
  process.stderr.write(`${JSON.stringify({ ...facts, msg: message })}\n`);
}
