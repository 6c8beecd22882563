import { display, displayText } from '../../../interfaces/display.js';
import type { CallError, CallErrorCode } from '../../operator-client/errors.js';

const CURES: Partial<Record<CallErrorCode, string>> = {
  'can-obtain':
    'a password is needed, and nobody can be asked here: run it on a terminal or at a desktop, ' +
    'or let an administrator write a polkit rule (llmsh doctor says more)',
  'no-helper':
    'the operator is not answering: check that llm-os is installed and that the system bus runs, then see llmsh doctor ' +
    'and journalctl -u llmos-operator',
  lost: 'the operator went away while this step ran, and its outcome is not known: see journalctl -u llmos-operator',
  'audit-failed': 'the record could not be written: see journalctl -u llmos-operator',
  'limits-exceeded': 'too many calls at once: try again in a moment',
  'timed-out': 'nobody answered in time, or it ran too long: try again',
};

/** says in one line the error and the cure; the helper's own text already names the rule and the accepted values */
export function explainError(error: CallError): string {
  const said = displayText(error.message.trim());
  const cure = CURES[error.code];
  // the helper tells programs what a call needs; a person needs the name for a rule at most
  if (error.code === 'can-obtain')
    return `${cure}${error.actionId === undefined ? '' : ` (${display(error.actionId)})`}`;
  if (error.code === 'not-authorized' && said === '') return 'polkit did not allow it';
  if (cure === undefined) return said || error.code;
  return said === '' ? cure : `${said}; ${cure}`;
}
