import type { Journal } from './journal.js';

/** lines for a person or a test that runs the helper without the journal's socket */
export async function linesOnStandardError(): Promise<Journal> {
  const { pino } = await import('pino');
  const log = pino({ base: null }, pino.destination({ dest: 2, sync: true }));
  const levels = { error: 'error', warning: 'warn', notice: 'info', info: 'info' } as const;
  return { write: (priority, message, fields = {}) => log[levels[priority]](fields, message) };
}
