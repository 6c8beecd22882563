import { echo } from '../../helper/actions/echo.js';
import type { RunContext } from '../../helper/action.js';

export async function direct(context: RunContext): Promise<unknown> {
  const call = await echo.prepare({ text: 'x' }, context);
  return await call.run({ tier: 'echo', details: call.details }, context); // refused
}
