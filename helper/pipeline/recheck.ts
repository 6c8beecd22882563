import type { PreparedCall } from '../action/action.js';
import { digestPreparedCall } from '../call/call-digest.js';
import { OperatorError } from '../../interfaces/errors.js';

/** prepares a call once more, and throws where that fails by now or gives another one */
export async function recheck(sealed: PreparedCall, prepareAgain: () => Promise<PreparedCall>): Promise<void> {
  const again = await prepareAgain();
  await again.release();
  if (digestPreparedCall(again) === digestPreparedCall(sealed)) return;
  throw new OperatorError(
    'failed',
    'what it is about changed while it waited for another prompt: nothing was done, ask again',
  );
}
