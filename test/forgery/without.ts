import type { SealedCall } from '../../helper/action/action.js';
import type { RunContext } from '../../helper/call/context.js';

export const omitted = (call: SealedCall, context: RunContext) => call.run(context); // refused
export const absent = (call: SealedCall, context: RunContext) => call.run(undefined, context); // refused
