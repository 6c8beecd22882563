import type { Terminal } from '../environment/environment.js';

export type PlanAnswer = 'yes' | 'no' | 'edit' | 'interrupted' | 'nobody';

/** our own question, always at the controlling tty, whatever the standard streams are; the default is no */
export async function confirmPlan(
  terminal: Terminal,
  mayEdit: boolean,
  signal: AbortSignal,
  question = 'Carry out this plan?',
): Promise<PlanAnswer> {
  const tty = terminal.openTty();
  if (!tty) return 'nobody';
  const choices = mayEdit ? '[y/N/e(dit)]' : '[y/N]';
  const line = await tty.ask(`${question} ${choices} `, signal);
  if (signal.aborted) return 'interrupted';
  const word = (line ?? '').trim().toLowerCase();
  if (word === 'y' || word === 'yes') return 'yes';
  return mayEdit && (word === 'e' || word === 'edit') ? 'edit' : 'no';
}
