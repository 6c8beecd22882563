import type { MethodBinding } from '../action/binding.js';
import { decodeBody } from '../../interfaces/signature.js';

/** all parameters by name, as `Preview` and `AuthorizePlan` take them, read exactly as the call itself would */
export function decodeNamedParameters(face: MethodBinding, parameters: unknown): Record<string, unknown> {
  const optional = { ...face.params, required: [] };
  const { values, dict } = decodeBody(optional, [parameters]);
  return Object.fromEntries([
    ...Object.entries(values),
    ...Object.entries(dict).map(([key, { value }]) => [key, value]),
  ]);
}
