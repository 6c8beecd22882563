import { echo } from '../../helper/actions/programs/echo.js';
import type { RunContext } from '../../helper/call/context.js';

export async function direct(context: RunContext): Promise<unknown> {
  const call = await echo.prepare({ text: 'x' }, context);
  return await call.run({ tier: 'echo', details: call.details }, context); // refused
}
