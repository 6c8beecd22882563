import type { RunContext, SealedCall } from '../../helper/action.js';

export const omitted = (call: SealedCall, context: RunContext) => call.run(context); // refused
export const absent = (call: SealedCall, context: RunContext) => call.run(undefined, context); // refused
