import type { PreparedCall } from '../../helper/action/action.js';
import type { RunContext } from '../../helper/call/context.js';

export const omitted = (call: PreparedCall, context: RunContext) => call.run(context); // refused
export const absent = (call: PreparedCall, context: RunContext) => call.run(undefined, context); // refused
