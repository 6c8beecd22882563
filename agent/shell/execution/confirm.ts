import type { Environment } from '../environment/environment.js';

export type Answer = 'yes' | 'no' | 'edit' | 'interrupted' | 'nobody';

/** our own question, always at the controlling terminal, whatever the standard streams are; the default is no */
export async function confirmPlan(
  world: Environment,
  mayEdit: boolean,
  signal: AbortSignal,
  question = 'Carry out this plan?',
): Promise<Answer> {
  const terminal = world.openTerminal();
  if (!terminal) return 'nobody';
  const choices = mayEdit ? '[y/N/e(dit)]' : '[y/N]';
  const line = await terminal.ask(`${question} ${choices} `, signal);
  if (signal.aborted) return 'interrupted';
  const word = (line ?? '').trim().toLowerCase();
  if (word === 'y' || word === 'yes') return 'yes';
  return mayEdit && (word === 'e' || word === 'edit') ? 'edit' : 'no';
}
