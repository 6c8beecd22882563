import type { Journal } from './journal.js';

const LEVELS = { error: 'error', warning: 'warn', notice: 'info', info: 'info' } as const;

/** lines for a person or a test that runs the helper without the journal's socket */
export async function linesOnStandardError(): Promise<Journal> {
  try {
    const { pino } = await import('pino');
    const log = pino({ base: null }, pino.destination({ dest: 2, sync: true }));
    return { write: (priority, message, fields = {}) => log[LEVELS[priority]](fields, message) };
  } catch {
    // a snapshot cannot load modules any more
    return { write: (priority, msg, fields = {}) => writeLine({ level: LEVELS[priority], ...fields, msg }) };
  }
}

export function writeLine(fields: object): void {
  process.stderr.write(`${JSON.stringify(fields)}\n`);
}
