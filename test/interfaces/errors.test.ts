import { describe, expect, it } from 'vitest';
import { ERROR_NAMES, OperatorError, codeOfErrorName } from '../../interfaces/errors.js';

describe('errors', () => {
  it('finds the code of each name, and of no stranger', () => {
    for (const [code, name] of Object.entries(ERROR_NAMES)) expect(codeOfErrorName(name)).toBe(code);
    expect(codeOfErrorName('org.example.Error')).toBeUndefined();
  });

  it('carries its d-bus name', () => {
    expect(new OperatorError('dismissed', 'closed').dbusName).toBe('org.llmos.Error.NotAuthorizedDismissed');
  });
});
